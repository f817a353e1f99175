declare module 'alleyway/data/*' {
  const url: string;
  export default url;
}
