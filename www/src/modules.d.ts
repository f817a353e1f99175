// The package is made by the build; what the page needs of it is in worker/api.ts.
declare module 'alleyway';

declare module 'alleyway/wasm?url' {
  const url: string;
  export default url;
}

declare module 'alleyway/data/*' {
  const url: string;
  export default url;
}
