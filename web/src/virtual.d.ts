/** Made by web/icon-sprite.ts. */
declare module 'virtual:icons' {
  const address: string;
  export default address;
}
