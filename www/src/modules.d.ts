declare module 'alleyway-lab/data/*' {
  const url: string;
  export default url;
}
