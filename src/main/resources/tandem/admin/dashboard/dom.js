// A small virtual DOM: what is on the page is changed where it differs, so that focus, selection and what is unfolded
// survive an update a second.
const SVG = 'http://www.w3.org/2000/svg';

/** An element as it should be. Children that are null, undefined or false are left out. */
export function h(tag, props, ...kids) {
  return { tag, props: props || {}, kids: kids.flat(Infinity).filter(kid => kid !== null && kid !== undefined && kid !== false) };
}

/** Makes the children of an element what they should be. */
export function render(parent, kids) {
  sync(parent, [kids].flat(Infinity).filter(kid => kid !== null && kid !== undefined && kid !== false), false);
}

const key = kid => (typeof kid === 'object' && kid.props.key !== undefined ? kid.props.key : undefined);
const isSame = (one, other) => (typeof one === 'object' ? typeof other === 'object' && one.tag === other.tag && key(one) === key(other) : typeof other !== 'object');

function sync(parent, kids, svg) {
  const old = parent.vkids || [];
  const free = new Set(old);
  const next = kids.map(kid => {
    const found = old.find(had => free.has(had) && isSame(had.kid, kid));
    if (found) free.delete(found);
    return { kid, node: found ? update(found, kid, svg) : create(kid, svg) };
  });
  for (const gone of free) gone.node.remove();
  next.forEach((now, index) => {
    if (parent.childNodes[index] !== now.node) parent.insertBefore(now.node, parent.childNodes[index] || null);
  });
  parent.vkids = next;
}

function create(kid, svg) {
  if (typeof kid !== 'object') return document.createTextNode(String(kid));
  const inSvg = svg || kid.tag === 'svg';
  const node = inSvg ? document.createElementNS(SVG, kid.tag) : document.createElement(kid.tag);
  node.vkids = [];
  attributes(node, {}, kid.props);
  sync(node, kid.kids, inSvg);
  return node;
}

function update(had, kid, svg) {
  if (typeof kid !== 'object') {
    if (String(had.kid) !== String(kid)) had.node.nodeValue = String(kid);
    return had.node;
  }
  attributes(had.node, had.kid.props, kid.props);
  sync(had.node, kid.kids, svg || kid.tag === 'svg');
  return had.node;
}

function attributes(node, before, after) {
  for (const name of Object.keys({ ...before, ...after })) {
    if (name === 'key' || before[name] === after[name]) continue;
    const value = after[name];
    if (name.startsWith('on')) node[name] = value || null;
    else if (name === 'checked' || name === 'value') node[name] = value;
    else if (value === undefined || value === null || value === false) node.removeAttribute(name);
    else node.setAttribute(name, value === true ? '' : String(value));
  }
}
