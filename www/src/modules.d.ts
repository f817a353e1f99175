declare module 'alleyway-lab/data/*' {
  const url: string;
  export default url;
}

/** Defined where all of the lab is in one file, which was made to be shown without a network. */
declare const OFFLINE: true | undefined;
