/** Code written for this list only: rows are cloned from a template element, and each row's nodes are indexed by id. */
export function openHandWritten({ place }) {
  const list = document.createElement("wx-view");
  list.className = "list";
  place.append(list);
  const template = document.createElement("template");
  template.innerHTML =
    '<wx-view class="row"><wx-text class="id"> </wx-text><wx-text class="label"> </wx-text></wx-view>';
  const hot = document.createElement("template");
  hot.innerHTML = '<wx-view class="hot">hot</wx-view>';
  const prototype = template.content.firstChild;
  const hotPrototype = hot.content.firstChild;
  list.addEventListener("click", ({ target }) => {
    const row = target.closest(".row");
    if (row) row.className = "row on";
  });
  let shown = [];
  const make = (row) => {
    const node = prototype.cloneNode(true);
    const id = node.firstChild;
    const label = id.nextSibling;
    id.firstChild.data = row.id;
    label.firstChild.data = row.label;
    if (row.on) node.className = "row on";
    if (row.hot) node.append(hotPrototype.cloneNode(true));
    return { node, label: label.firstChild };
  };
  const apply = {
    create(rows) {
      shown = rows.map(make);
      const all = document.createDocumentFragment();
      for (const { node } of shown) all.append(node);
      list.append(all);
    },
    replace(rows) {
      list.textContent = "";
      apply.create(rows);
    },
    append(rows) {
      const more = rows.slice(shown.length).map(make);
      const all = document.createDocumentFragment();
      for (const { node } of more) all.append(node);
      list.append(all);
      shown.push(...more);
    },
    update(rows) {
      const middle = rows.length >> 1;
      shown[middle].label.data = rows[middle].label;
    },
    select(rows) {
      const middle = rows.length >> 1;
      shown[middle].node.className = rows[middle].on ? "row on" : "row ";
    },
    swap(rows) {
      const last = rows.length - 2;
      const [a, b] = [shown[1], shown[last]];
      const after = b.node.nextSibling;
      list.insertBefore(b.node, a.node);
      list.insertBefore(a.node, after);
      shown[1] = b;
      shown[last] = a;
    },
    remove(rows) {
      const middle = (rows.length + 1) >> 1;
      shown[middle].node.remove();
      shown.splice(middle, 1);
    },
    clear() {
      list.textContent = "";
      shown = [];
    },
  };
  return {
    apply(_set, rows, name) {
      const start = performance.now();
      apply[name](rows);
      return { all: performance.now() - start };
    },
  };
}
