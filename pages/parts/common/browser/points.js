// A click on a point of a chart opens what its row opens. `data.chart` is the class of the chart's box, `data.ways` place code → address; a
// point's customdata is its place code.

function attach(data) {
  const plot = document.querySelector(`.${data.chart} .js-plotly-plot`);
  if (!plot || !plot.on) return false;
  plot.ways = data.ways;
  if (!plot.isFollowed) {
    plot.isFollowed = true;
    plot.on("plotly_click", (event) => {
      const way = plot.ways[event.points[0]?.customdata];
      if (way) follow(way);
    });
  }
  return true;
}

export default function ({ data }) {
  if (attach(data)) return undefined;
  const watch = new MutationObserver(() => {
    if (attach(data)) watch.disconnect();
  });
  watch.observe(document.body, { childList: true, subtree: true });
  return () => watch.disconnect();
}
