/** Made by web/icon-paths.ts. */
declare module '*.svg?paths' {
  const paths: string[];
  export default paths;
}
