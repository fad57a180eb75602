// What Streamlit loads: brings Leaflet, the styles and the map's own script from this server, then hands over.

const answers = new Map(); // the last few data sets by address, so that coming back to the page fetches nothing
const KEPT_ANSWERS = 4;
let library;

function fetchOnce(address) {
  if (!answers.has(address)) {
    const answer = fetch(address).then((reply) => {
      if (!reply.ok) throw new Error(`${reply.status} ${address}`);
      return reply.json();
    });
    answer.catch(() => answers.delete(address));
    answers.set(address, answer);
    if (answers.size > KEPT_ANSWERS) answers.delete(answers.keys().next().value);
  }
  return answers.get(address);
}

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
  fetchOnce(data.ground); // under way while the scripts load
  fetchOnce(data.features);
  const [map, L] = await Promise.all([
    import(at(`${data.assets}/map.js`)),
    leaflet(at(`${data.leaflet}/leaflet.js`)),
    sheet(parentElement, at(`${data.leaflet}/leaflet.css`)),
    sheet(parentElement, at(`${data.assets}/map/map.css`)),
  ]);
  return map.default(L, component, fetchOnce);
}
