import { h } from './dom.js';

/** A line over the last samples; null leaves a gap. Its scale begins at zero. */
export function line(row, most, label, size) {
  const { width, height, name } = size;
  const top = Math.max(1, ...row.filter(value => value !== null));
  const step = width / (most - 1);
  const offset = most - row.length;
  let path = '';
  let pen = 'M';
  row.forEach((value, index) => {
    if (value === null) {
      pen = 'M';
      return;
    }
    path += `${pen}${((offset + index) * step).toFixed(1)} ${(height - 1.5 - (value / top) * (height - 3)).toFixed(1)}`;
    pen = 'L';
  });
  return h('svg', { class: name, viewBox: `0 0 ${width} ${height}`, preserveAspectRatio: 'none', role: 'img', 'aria-label': label },
    h('path', { class: 'axis', d: `M0 ${height - 0.5}H${width}` }),
    path && h('path', { class: 'curve', d: path }));
}

/** The steps of a takeover on one scale, each to its end. */
export function steps(change, longest, texts) {
  const scale = value => Math.max(0.6, (value / longest) * 100);
  const ends = ['decided', 'added', 'announced', 'served'].filter(step => change[`${step}Ms`] !== undefined);
  let width = 0;
  const bars = ends.map(step => {
    width = Math.max(width, scale(change[`${step}Ms`]));
    return h('rect', { class: `step-${step}`, x: 0, y: 0, width, height: 8 });
  });
  return h('svg', { class: 'steps', viewBox: '0 0 100 8', preserveAspectRatio: 'none', role: 'img', 'aria-label': texts.label }, bars.reverse());
}
