declare module 'alleyway-lab/data/*' {
  const url: string;
  export default url;
}

/** Defined where all of the lab is in one file, which was made to be shown without a network. */
declare const OFFLINE: true | undefined;

/** Where the site stands: defined in code that is not fetched from there. */
declare const ADDRESS: string | undefined;
