// The control units in the colour of their sections, while these are coloured by anything but their level.

export function tintUnits(ground, features) {
  const layer = features.layers.find(({ kind }) => kind === "sections");
  if (!layer?.shown || layer.theme.name === "usual") {
    ground.units.tints = null;
    return;
  }
  ground.units.tints = ground.units.section.map((code) => {
    const index = layer.index.get(code);
    if (index === undefined || !layer.passes[index] || !layer.shownCategories[layer.category[index]]) return null;
    return layer.categories[layer.category[index]].symbol.fill;
  });
}
