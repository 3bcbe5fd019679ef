/** How bodies of deliveries are kept: zstd of the bytes as they came. */
import { promisify } from 'node:util';
import { constants, zstdCompress, zstdCompressSync, zstdDecompress } from 'node:zlib';

const compress = promisify(zstdCompress);
const decompress = promisify(zstdDecompress);

/** Above this many bytes compression leaves the event loop; below it the hand-over costs more than the work. */
export const LARGE = 64 * 1024;

/**
 * On payloads level 1 comes as small as the default, 3, at a third of its time. Told the size, zstd makes its tables
 * no larger than needed; for small bodies clearing them still takes as long as the rest, and one of 16 KB does.
 */
const optionsOf = (raw: Uint8Array): object => ({
  pledgedSrcSize: raw.length,
  params: { [constants.ZSTD_c_compressionLevel]: 1, ...(raw.length <= LARGE && { [constants.ZSTD_c_hashLog]: 12 }) },
});

export async function compressBody(raw: Uint8Array): Promise<Buffer> {
  return raw.length <= LARGE ? compressSmall(raw) : compress(raw, optionsOf(raw));
}

export function compressSmall(raw: Uint8Array): Buffer {
  return zstdCompressSync(raw, optionsOf(raw));
}

export async function decompressBody(body: Buffer): Promise<Buffer> {
  return decompress(body);
}
