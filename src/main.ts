#!/usr/bin/env node
/**
 * The command line. What Node compiles is kept for the next start, which halves it; where the folder
 * cannot be written, as in the image, each start compiles anew.
 */
import { enableCompileCache } from 'node:module';
import { join } from 'node:path';

enableCompileCache(join(import.meta.dirname, '..', 'node_modules', '.cache', 'lockstep'));
const { runProgram } = await import('./commands/program.ts');
await runProgram();
