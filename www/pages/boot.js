// What a file that needs no network begins with: it unpacks what is in it, and starts the lab. The text is written into the file
// as it stands, in signs that every encoding has.
(async () => {
  const packed = document.getElementById('packed').textContent;
  const bytes = Uint8Array.from(atob(packed), sign => sign.charCodeAt(0));
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream('gzip'));
  const whole = await new Response(stream).arrayBuffer();
  // First the length of a list in four bytes, then the list, then what it lists.
  const length = new DataView(whole).getUint32(0);
  const text = part => new TextDecoder().decode(part);
  const list = JSON.parse(text(whole.slice(4, 4 + length)));
  const files = {};
  let at = 4 + length;
  for (const { name, type, size } of list) {
    files[name] = new Blob([whole.slice(at, at + size)], { type });
    at += size;
  }
  const addresses = {};
  globalThis.alleywayFile = name => {
    addresses[name] ??= files[name] ? URL.createObjectURL(files[name]) : 'about:blank';
    return addresses[name];
  };
  const script = document.createElement('script');
  script.type = 'module';
  script.textContent = await files['lab.js'].text();
  document.head.append(script);
})();
