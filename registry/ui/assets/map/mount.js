// What Streamlit loads: brings Leaflet, the styles and the map's own files from this server, then hands over.

let library;

function leaflet(address) {
  library ??= new Promise((done, failed) => {
    const script = document.createElement("script");
    script.src = address;
    script.onload = () => done(window.L);
    script.onerror = () => failed(new Error(address));
    document.head.append(script);
  });
  return library;
}

function sheet(parent, address) {
  if ([...parent.querySelectorAll("link")].some((link) => link.href === address)) return null;
  return new Promise((done, failed) => {
    const link = document.createElement("link");
    link.rel = "stylesheet";
    link.href = address;
    link.onload = done;
    link.onerror = () => failed(new Error(address));
    parent.append(link);
  });
}

export default async function mount(component) {
  const { data, parentElement } = component;
  const at = (path) => new URL(path, document.baseURI).href;
  const [map, L] = await Promise.all([
    import(at(`${data.assets}/map/index.js`)),
    leaflet(at(`${data.leaflet}/leaflet.js`)),
    sheet(parentElement, at(`${data.leaflet}/leaflet.css`)),
    sheet(parentElement, at(`${data.assets}/map/map.css`)),
  ]);
  return map.default(L, component);
}
