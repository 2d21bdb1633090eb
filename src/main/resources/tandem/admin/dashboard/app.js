// The page: what the nodes say, drawn once a second.
import { h, render } from './dom.js';
import { Feed, newKey } from './feed.js';
import { Rates, eligible, member, pools, remiss, successors, takeovers, takesNew, troubles, vips, whole } from './model.js';
import { clock, lang, number, span, switchLanguage, t } from './i18n.js';
import { line, steps } from './chart.js';

const INTERVAL = 1000;
/** Older than that, nothing is known. */
const STALE = 2 * INTERVAL;
const SAMPLES = 120;
const THEMES = ['auto', 'light', 'dark'];
const MOST_EVENTS = 200;
const CHECKS_EVERY = 2000;

const rates = new Rates(SAMPLES);
const page = { state: null, origin: location.origin, heard: 0, events: new Map(), caller: null, asksForToken: false, wrongToken: false, lastOwners: '', said: new Map(), checks: new Map(), asked: 0 };
let theme = THEMES.includes(localStorage.getItem('tandem.theme')) ? localStorage.getItem('tandem.theme') : 'auto';

const feed = new Feed({
  caller(caller) {
    page.caller = caller;
  },
  state(state, origin) {
    page.state = state;
    page.origin = origin;
    page.heard = Date.now();
    page.asksForToken = false;
    for (const node of state.nodes) if (node.status) page.said.set(node.name, { status: node.status, at: page.heard });
    feed.know(state.nodes.map(node => node.url).filter(url => url));
    count(state);
    tell(state);
    draw();
  },
  event(event, origin) {
    if (page.eventsOf !== origin) page.events.clear();
    page.eventsOf = origin;
    page.events.set(event.id, event);
    if (page.events.size > MOST_EVENTS) page.events.delete(page.events.keys().next().value);
    draw();
  },
  silent: () => draw(),
  token(wrong) {
    page.asksForToken = true;
    page.wrongToken = wrong;
    page.caller = null;
    if (dialog.open) dialog.close();
    draw();
  },
});

/** As it was when the page was last drawn, so that all of it says the same. */
let known = false;
const isKnown = () => known;
const isHere = () => page.origin === location.origin;
/** Whether who looks may change anything: what would be refused is not offered. */
const mayChange = () => page.caller !== null && page.caller.role === 'operator';

function count(state) {
  const now = Date.parse(state.at);
  let requests = null;
  let rejected = null;
  for (const node of state.nodes.filter(one => one.status)) {
    const proxy = node.status.proxy;
    const rate = rates.add(`requests/${node.name}`, proxy.requests, now);
    const bad = rates.add(`rejected/${node.name}`, proxy.rejected, now);
    if (rate !== null) requests = (requests || 0) + rate;
    if (bad !== null) rejected = (rejected || 0) + bad;
    for (const pool of node.status.pools)
      for (const backend of pool.backends) {
        rates.add(`attempts/${node.name}/${pool.name}/${backend.name}`, backend.attempts || 0, now);
        rates.add(`failures/${node.name}/${pool.name}/${backend.name}`, backend.failures || 0, now);
      }
  }
  rates.note('latency', slowest(state));
  rates.note('requests', requests);
  rates.note('rejected', rejected);
  for (const pool of pools(state)) {
    for (const backend of pool.backends) {
      rates.note(`latency/${pool.name}/${backend.name}`, backend.latencyMs);
      for (const kind of ['attempts', 'failures']) {
        const all = state.nodes.filter(one => one.status).map(one => rates.newest(`${kind}/${one.name}/${pool.name}/${backend.name}`));
        rates.note(`${kind}/${pool.name}/${backend.name}`, all.some(rate => rate !== null) ? all.reduce((sum, rate) => sum + (rate || 0), 0) : null);
      }
    }
    const now = whole(pool.backends.map(backend => {
      const newest = kind => rates.newest(`${kind}/${pool.name}/${backend.name}`);
      return { requests: newest('attempts'), failures: newest('failures'), latency: newest('latency') };
    }));
    for (const kind of Object.keys(now)) rates.note(`pool/${pool.name}/${kind}`, now[kind]);
  }
}

/** What the slowest backend takes for an answer, as far as anybody has asked one; else for a check. */
function slowest(state) {
  const all = state.nodes.filter(node => node.status).flatMap(node => node.status.pools.flatMap(pool => pool.backends.map(backend => backend.latencyMs ?? backend.lastCheck?.tookMs)));
  const known = all.filter(latency => latency !== undefined && latency !== null);
  return known.length ? Math.max(...known) : null;
}

/** Says a change of owner to a screen reader, and nothing else. */
function tell(state) {
  const owners = vips(state).map(headline).join('. ');
  if (owners !== page.lastOwners) document.getElementById('announce').textContent = owners;
  page.lastOwners = owners;
}

function headline(vip) {
  if (vip.owners.length > 1) return t('two', { nodes: vip.owners.join(', '), address: vip.address });
  if (vip.owners.length === 1) return t('owns', { node: vip.owners[0], address: vip.address });
  if (vip.silent) return t('none.silent', { address: vip.address, node: vip.said });
  return t(vip.moving ? 'none.moving' : 'none', { address: vip.address });
}

const mark = (grade, text, props) => h('span', { class: `mark ${isKnown() ? grade : 'unknown'}`, ...props }, isKnown() ? text : `${t('unknown')} (${text})`);

function draw() {
  const state = page.state;
  const silence = Date.now() - page.heard;
  // A clock that was set back says nothing of how old it is.
  known = state !== null && silence >= 0 && silence <= STALE;
  document.body.dataset.state = isKnown() ? 'known' : 'unknown';
  document.documentElement.lang = lang() === 'zh' ? 'zh' : 'en';
  document.documentElement.dataset.theme = theme;
  document.title = t('title', { cluster: state ? state.cluster : '…' });
  document.getElementById('skip').textContent = t('skip');
  render(document.getElementById('header'), header(state));
  if (page.asksForToken) {
    render(document.getElementById('main'), signIn());
    return;
  }
  render(document.getElementById('main'), state === null
    ? h('p', { class: 'card', key: 'asking' }, t('connecting'))
    : [banner(state), ...vips(state).map(vip => vipCard(state, vip)), broken(state), figures(state), nodes(state),
      ...pools(state).map(pool => poolSection(state, pool)), h('div', { class: 'halves', key: 'halves' }, [takeoverList(state), eventList(state)])]);
}

function header(state) {
  return [
    h('div', { class: 'brand' }, h('img', { src: '/dashboard/icon.svg', alt: '' }), h('h1', null, state ? t('cluster', { name: state.cluster }) : 'Tandem')),
    h('span', { class: `mark ${isKnown() ? 'good' : 'unknown'}`, id: 'pulse' }, isKnown() ? `${t('live')} · ${t('live.from', { node: state.node })}` : t('unknown')),
    page.caller && page.caller.name !== 'local' && h('span', { class: 'mark quiet', id: 'caller' }, t('caller', { name: page.caller.name, role: t(`role.${page.caller.role}`) })),
    h('button', { class: 'plain', id: 'theme', type: 'button', onclick: nextTheme }, t('theme.label', { now: t(`theme.${theme}`) })),
    h('button', { class: 'plain', id: 'language', type: 'button', lang: lang() === 'zh' ? 'en' : 'zh', 'aria-label': t('lang.label'), onclick: () => { switchLanguage(); page.lastOwners = ''; draw(); } }, t('lang')),
  ];
}

function nextTheme() {
  theme = THEMES[(THEMES.indexOf(theme) + 1) % THEMES.length];
  localStorage.setItem('tandem.theme', theme);
  draw();
}

function banner(state) {
  const links = state.nodes.filter(node => node.url && node.url !== location.origin);
  if (!isKnown())
    return h('div', { class: 'banner unknown', key: 'banner', id: 'banner', role: 'alert' }, h('strong', null, t('stale', { seconds: number(Math.floor((Date.now() - page.heard) / 1000)) })),
      links.length > 0 && h('span', null, t('elsewhere.links'), ' ', links.map(node => [h('a', { href: node.url }, node.name), ' '])));
  if (isHere()) return null;
  const here = state.nodes.find(node => node.url === location.origin);
  return h('div', { class: 'banner warning', key: 'banner', id: 'banner', role: 'alert' }, h('strong', null, t('elsewhere', { here: here ? here.name : location.host, node: state.node })),
    h('a', { href: page.origin }, t('elsewhere.open', { node: state.node })));
}

function vipCard(state, vip) {
  const good = vip.owners.length === 1 && vip.problems.length === 0;
  const grade = !isKnown() ? 'unknown' : good ? 'good' : 'error';
  return h('section', { class: `card vip ${grade}`, key: `vip ${vip.name}`, 'aria-label': `${vip.name} ${vip.address}`, 'data-vip': vip.name }, h('h2', { class: 'owner' }, isKnown() ? headline(vip) : t('owner.unknown', { address: vip.address, node: vip.owners.join(', ') || '–' })),
    h('div', { class: 'marks' }, mark(good ? 'good' : 'error', vip.name), h('span', { class: 'mark quiet' }, t('term', { term: vip.term })), h('span', { class: 'mark quiet' }, t('since', { time: span(Date.now() - Date.parse(vip.since)) }))),
    h('p', { class: 'why' }, t('why', { why: vip.why }), vip.said && ` ${t('said', { node: vip.said })}`, vip.moving && ` ${t('moving', { text: vip.moving })}`, vip.held && ` ${t('held', { time: clock(vip.held) })}`),
    isKnown() && vip.owners.length === 1 && standIns(state, vip),
    mayChange() && h('div', { class: 'act' }, h('button', { class: 'main switchover', type: 'button', disabled: !isKnown() || !isHere() || vip.owners.length !== 1, title: isHere() ? null : t('readonly'), onclick: () => askSwitchover(state, vip) }, t('switchover'))));
}

/** Who could go on if the owner failed now. */
function standIns(state, vip) {
  const others = successors(state, vip.owners[0]);
  const fit = others.filter(other => other.fit).map(other => other.name);
  return others.length > 0 && h('p', { class: 'next' }, fit.length > 0 ? t('next', { nodes: fit.join(', ') }) : mark('warning', t('next.nobody')));
}

function broken(state) {
  const found = troubles(state);
  return h('section', { class: 'card', key: 'broken', 'aria-labelledby': 'broken-head' }, h('div', { class: 'head' }, h('h2', { id: 'broken-head' }, t('broken'))),
    found.length === 0 ? h('p', { id: 'broken-none' }, mark('good', t('broken.nothing')))
      : h('ul', { class: 'troubles', id: 'troubles' }, found.map(one => h('li', { key: one.key + JSON.stringify(one.values) }, mark(one.grade, t(one.grade)), h('span', null, t(one.key, one.values))))));
}

/** How old what stands on a card is, where nothing newer is known. */
const age = (key, since) => h('p', { class: 'note age', key }, t('age', { time: span(Date.now() - since) }));

function figures(state) {
  const answering = state.nodes.filter(node => node.status);
  const sum = field => answering.reduce((total, node) => total + node.status.proxy[field], 0);
  const figure = (name, value) => h('div', { class: 'figure', key: name }, h('div', { class: 'name' }, t(name)), h('div', { class: 'value', 'data-figure': name }, isKnown() ? value : [value, ' ', h('span', { class: 'note' }, t('unknown'))]));
  const chart = (key, row, label) => h('div', { class: 'wide', key }, h('p', { class: 'note', 'aria-hidden': 'true' }, t(`${key}.short`)), line(rates.row(row), SAMPLES, label, { width: 480, height: 56, name: 'chart' }));
  const latency = rates.newest('latency');
  return h('section', { class: 'card', key: 'figures', 'aria-labelledby': 'now-head' }, h('h2', { id: 'now-head', class: 'unseen' }, t('now')),
    h('div', { class: 'figures' }, figure('requests', number(rates.newest('requests'))), figure('connections', number(sum('connections'))), figure('inflight', number(sum('inFlight'))), figure('rejected', number(rates.newest('rejected'))), figure('latency', latency === null ? '–' : `${number(latency)} ms`)),
    h('div', { class: 'charts' }, chart('chart', 'requests', t('chart', { now: number(rates.newest('requests')) })), chart('chart.latency', 'latency', t('chart.latency', { now: number(latency) }))),
    isKnown() ? null : age('age', page.heard));
}

function nodes(state) {
  return h('section', { key: 'nodes', 'aria-labelledby': 'nodes-head' }, h('div', { class: 'head' }, h('h2', { id: 'nodes-head' }, t('nodes'))),
    h('ul', { class: 'cards' }, state.nodes.map(node => nodeCard(state, node))));
}

function nodeCard(state, node) {
  const last = page.said.get(node.name);
  // What a node said last is shown when it says nothing any more, in grey and with its age, and never as what is true.
  const status = node.status || (last && last.status);
  const fresh = Boolean(node.status) && isKnown();
  const told = member(state, node.name);
  const owned = status ? status.vips.filter(vip => vip.role === 'active').map(vip => vip.name) : [];
  const findings = node.status ? status.inside.findings : [];
  const bad = findings.filter(finding => !finding.good);
  const term = (name, value) => [h('dt', { key: `t${name}` }, t(name)), h('dd', { key: `d${name}` }, value)];
  const pair = (name, value) => h('div', { key: name }, term(name, value));
  return h('li', { class: `card node ${fresh ? '' : 'stale'}`, key: node.name, 'data-node': node.name }, h('div', { class: 'top' }, h('h3', null, node.name),
    node.status && (owned.length > 0 ? mark('good', t('node.owner', { vips: owned.join(', ') })) : h('span', { class: 'mark quiet' }, t(status.vips.some(vip => vip.role === 'abstains') ? 'node.abstains' : 'node.standby'))),
    !node.status ? h('span', { class: 'mark unknown fitness' }, t('unknown')) : mark(status.ready ? 'good' : 'warning', t(status.ready ? 'fit' : 'unfit'), { class: `mark fitness ${isKnown() ? (status.ready ? 'good' : 'warning') : 'unknown'}` })),
    h('p', { class: 'reason' }, node.status ? (status.ready ? null : status.notReadyBecause.join('; ')) : node.problem),
    status && h('dl', null, pair('requests', number(node.status ? rates.newest(`requests/${node.name}`) : lastKnown(`requests/${node.name}`))), pair('connections', number(status.proxy.connections)), pair('inflight', number(status.proxy.inFlight)), told && told.priority !== undefined && pair('priority', number(told.priority)), node.status && pair('up', span(Date.now() - Date.parse(status.started))), pair('version', status.version)),
    status && !fresh && age('age', node.status ? page.heard : last.at),
    findings.length > 0 && h('details', null, h('summary', null, t('findings', { bad: bad.length, all: findings.length })), h('ul', null, h('li', { key: 'warm' }, mark(status.inside.warm ? 'good' : 'warning', t(status.inside.warm ? 'warm' : 'cold'))), findings.map(finding => h('li', { key: finding.subject }, mark(finding.good ? 'good' : 'warning', finding.subject), h('span', null, finding.text))))),
    node.url && node.url !== location.origin ? h('p', { class: 'note' }, h('a', { href: node.url }, t('elsewhere.open', { node: node.name }))) : null);
}

/** The newest figure of a row that there was. */
function lastKnown(name) {
  const known = rates.row(name).filter(value => value !== null);
  return known.length ? known[known.length - 1] : null;
}

const GRADES = { healthy: 'good', unverified: 'unknown', checking: 'unknown', out: 'error' };

function poolSection(state, pool) {
  const head = `pool-${pool.name}`;
  return h('section', { key: `pool ${pool.name}`, 'aria-labelledby': head }, h('div', { class: 'head' }, h('h2', { id: head }, `${t('pools')}: ${pool.name}`), h('span', { class: 'note' }, t('pool.seen', { node: pool.seenBy }))),
    poolCard(pool),
    h('ul', { class: 'cards' }, pool.backends.map(backend => backendCard(pool, backend))));
}

/** The pool as a whole. */
function poolCard(pool) {
  const row = kind => `pool/${pool.name}/${kind}`;
  const { eligible: able, all } = eligible(pool);
  const latency = rates.newest(row('latency'));
  return h('div', { class: `card pool ${isKnown() ? '' : 'stale'}`, key: 'whole', 'data-pool': pool.name },
    h('div', { class: 'top' }, mark(able === 0 ? 'error' : able < all ? 'warning' : 'good', t('pool.eligible', { eligible: able, all }))),
    h('dl', { class: 'trends' }, trend('requests', number(rates.newest(row('requests'))), row('requests'), t('spark', { name: pool.name })), trend('answers', latency === null ? '–' : `${number(latency)} ms`, row('latency'), t('spark.latency', { name: pool.name })), trend('failures', number(rates.newest(row('failures'))), row('failures'), t('spark.failures', { name: pool.name }))),
    isKnown() ? null : age('age', page.heard));
}

/** A figure with its last two minutes. */
const trend = (label, value, row, text) => h('div', { key: label, class: `trend ${label}` }, h('dt', null, t(label)), h('dd', null, value, line(rates.row(row), SAMPLES, text, { width: 120, height: 26, name: 'spark' })));

function backendCard(pool, backend) {
  const name = `${pool.name}/${backend.name}`;
  const draining = backend.mode !== 'enabled';
  const shown = backend.state === 'healthy' && draining ? backend.mode : backend.state;
  const pair = (label, value) => h('div', { key: label }, h('dt', null, t(label)), h('dd', null, value));
  const check = backend.lastCheck ? t('check.text', { result: backend.lastCheck.result, ago: span(backend.lastCheck.agoMs) }) : t('check.none');
  return h('li', { class: `card backend ${isKnown() ? '' : 'stale'}`, key: name, 'data-backend': backend.name }, h('div', { class: 'top' }, h('h3', null, backend.name), h('span', { class: 'note' }, backend.address), mark(draining ? 'warning' : GRADES[backend.state] || 'warning', t(shown))),
    h('p', { class: 'reason' }, `${backend.reason}, ${t('backend.for', { time: span(backend.forMs) })}`),
    backend.handshakes.map(failed => h('p', { class: 'reason tls', key: `tls ${failed.node}` }, mark('warning', t('handshake', failed)))),
    backend.otherwise.map(other => h('p', { class: 'reason', key: `other ${other.node}` }, mark('warning', t('otherwise', { node: other.node, state: t(other.state), reason: other.reason })))),
    h('dl', { class: 'trends' }, trend('requests', number(rates.newest(`attempts/${name}`)), `attempts/${name}`, t('spark', { name: backend.name })), trend('answers', backend.latencyMs === null ? '–' : `${number(backend.latencyMs)} ms`, `latency/${name}`, t('spark.latency', { name: backend.name })), trend('failures', number(rates.newest(`failures/${name}`)), `failures/${name}`, t('spark.failures', { name: backend.name }))),
    h('dl', null, pair('inflight', number(backend.inFlight)), pair('sessions', number(backend.sessions)), pair('connections', number(backend.connections)), pair('weight', number(backend.weight)), h('div', { key: 'check', class: 'whole' }, h('dt', null, t('check')), h('dd', null, check))),
    isKnown() ? null : age('age', page.heard),
    checkList(pool, backend),
    mayChange() && backend.mode && h('div', { class: 'top' }, draining
      ? h('button', { type: 'button', class: 'enable', disabled: !isKnown() || !isHere(), 'aria-label': t('enable.label', { name: backend.name }), onclick: () => askEnable(pool, backend) }, t('enable'))
      : h('button', { type: 'button', class: 'drain', disabled: !isKnown() || !isHere(), 'aria-label': t('drain.label', { name: backend.name }), onclick: () => askDrain(pool, backend) }, t('drain'))));
}

/** The last checks of a backend by each node, asked for while somebody looks at them. */
function checkList(pool, backend) {
  const path = `${backendPath(pool, backend)}/checks`;
  const known = page.checks.get(path);
  const asked = known && known.nodes ? known.nodes : [];
  const one = (check, index) => h('li', { key: index }, h('span', { class: `mark ${isKnown() && isHere() ? (check.passed ? 'good' : 'error') : 'unknown'}` }, t(check.passed ? 'check.passed' : 'check.failed')), h('span', null, t('check.text', { result: check.result, ago: span(check.agoMs + Date.now() - known.at) }), ', ', `${number(check.tookMs)} ms`));
  return h('details', { class: 'checks', key: 'checks', ontoggle: event => (event.target.open ? look(path) : page.checks.delete(path)) }, h('summary', null, t('checks')),
    asked.map(node => h('div', { key: node.node }, h('p', { class: 'note' }, t('checks.by', { node: node.node })), node.checks ? h('ul', null, node.checks.map(one)) : h('p', null, node.problem))));
}

async function look(path) {
  page.checks.set(path, page.checks.get(path) || {});
  while (page.checks.has(path)) {
    if (isHere()) {
      const answer = await feed.call('GET', path).catch(() => ({ ok: false }));
      if (answer.ok && page.checks.has(path)) page.checks.set(path, { nodes: answer.body.nodes, at: Date.now() });
    }
    await new Promise(resolve => setTimeout(resolve, CHECKS_EVERY));
  }
}

function takeoverList(state) {
  const found = takeovers(state).slice(0, 12);
  const longest = Math.max(1, ...found.map(change => Math.max(change.announcedMs, change.servedMs || 0)));
  return h('section', { key: 'takeovers', 'aria-labelledby': 'takeovers-head' }, h('div', { class: 'head' }, h('h2', { id: 'takeovers-head' }, t('takeovers'))),
    h('div', { class: 'card' }, found.length === 0 ? h('p', null, t('takeovers.none')) : h('ul', { class: 'takeovers' }, found.map(change => {
      const values = { decided: number(change.decidedMs), added: number(change.addedMs), announced: number(change.announcedMs), served: number(change.servedMs), silence: number(change.silenceMs) };
      const known = ['silence', 'decided', 'added', 'announced', 'served'].filter(step => change[`${step}Ms`] !== undefined);
      return h('li', { key: `${change.at} ${change.node} ${change.vip}` }, h('div', { class: 'line' }, h('strong', null, t('takeover.what', { node: change.node, vip: change.vip, term: change.term })), h('time', { datetime: change.at }, clock(change.at))),
        h('p', { class: 'reason' }, change.why), steps(change, longest, { label: t('takeover.label', values) }),
        h('div', { class: 'line' }, known.map(step => h('span', { class: `key ${step}`, key: step }, `${t(`takeover.${step}`)} ${values[step]} ms`))));
    }))));
}

function eventList(state) {
  const found = [...page.events.values()].sort((one, other) => other.id - one.id);
  const asked = state.nodes.find(node => node.url === page.eventsOf) || { name: state.node };
  return h('section', { key: 'events', 'aria-labelledby': 'events-head' }, h('div', { class: 'head' }, h('h2', { id: 'events-head' }, t('events')), h('span', { class: 'note' }, t('events.of', { node: asked.name }))),
    h('div', { class: 'card events', tabindex: '0', role: 'group', 'aria-labelledby': 'events-head' }, found.length === 0 ? h('p', null, t('events.none')) : h('ul', null, found.map(event => h('li', { key: event.id, 'data-kind': event.kind }, h('span', { class: `mark ${event.grade === 'info' ? 'quiet' : event.grade}` }, t(event.grade)), h('time', { datetime: event.at }, clock(event.at)), h('span', { class: 'said' }, h('span', { class: 'subject' }, event.subject), `: ${event.text}`))))));
}

// ---- what can be done ----

const dialog = document.getElementById('dialog');

/** A question that says what will happen, and then what came of it. */
function ask(parts) {
  const view = { outcome: null };
  // What comes late, after another question was asked, must not be shown in its place.
  const mine = ++page.asked;
  // What is shown now is what is agreed to: when somebody else has changed it meanwhile, nothing is done.
  const seen = feed.tag(parts.of);
  const key = newKey();
  const show = () => render(dialog, h('form', { onsubmit: event => { event.preventDefault(); go(); } }, h('h2', { id: 'dialog-title' }, parts.title), parts.what(show),
    view.outcome && h('p', { class: `outcome ${view.outcome.grade}`, role: 'status', id: 'outcome' }, view.outcome.text),
    h('div', { class: 'buttons' }, h('button', { type: 'button', id: 'dialog-close', onclick: () => dialog.close() }, t(view.outcome ? 'close' : 'cancel')),
      !view.outcome && h('button', { type: 'submit', class: 'main', id: 'dialog-go', disabled: !parts.may() }, parts.go))));
  const go = async () => {
    view.outcome = { grade: '', text: t('working') };
    show();
    try {
      const tag = await seen;
      // Without it nobody would notice that it has changed meanwhile.
      if (tag === null) throw new Error(t('unseen'));
      view.outcome = outcome(await feed.change(parts.path, parts.body(), tag, key), parts.done);
    } catch (failure) {
      view.outcome = { grade: 'error', text: t('refused', { text: String(failure.message || failure) }) };
    }
    if (mine !== page.asked) return;
    show();
    document.getElementById('dialog-close').focus();
  };
  show();
  dialog.showModal();
}

/** What came of a change, as the node's answer says: { grade, text }. */
function outcome(answer, done) {
  if (!answer.ok) return { grade: 'error', text: t('refused', { text: answer.body.detail || answer.status }) };
  if (answer.status === 202) return { grade: 'warning', text: t('underway', { text: answer.body.text || '' }) };
  const nodes = remiss(answer.body.nodes);
  if (nodes.length > 0) return { grade: 'warning', text: t('partly', { nodes: nodes.join('; ') }) };
  return { grade: 'good', text: t('done', { text: done ? t(done) : answer.body.text }) };
}

function askSwitchover(state, vip) {
  const owner = vip.owners[0];
  const others = successors(state, owner);
  const fit = others.filter(other => other.fit);
  let to = '';
  const open = () => page.state.nodes.find(node => node.name === owner)?.status?.proxy.connections ?? '?';
  const move = vip.move || { cutsNothing: false, because: '' };
  ask({
    title: t('switchover.title', { vip: vip.name }),
    go: t('switchover.go'),
    may: () => fit.length > 0,
    what: show => [
      fit.length === 0 && h('p', { class: 'outcome error' }, t('switchover.nobody')),
      fit.length > 0 && h('label', null, t('switchover.to'), h('select', { id: 'switchover-to', onchange: event => { to = event.target.value; show(); } }, h('option', { value: '' }, t('switchover.best')), fit.map(other => h('option', { value: other.name, key: other.name }, other.name)))),
      fit.length > 0 && h('p', { id: 'switchover-what' }, t('switchover.what', { owner, address: vip.address, to: to || (fit.length === 1 ? fit[0].name : t('switchover.best')) })),
      h('p', null, move.cutsNothing ? t('switchover.cuts.nothing', { open: number(open()), owner }) : t('switchover.cuts.some', { open: number(open()), owner, because: move.because || '?' })),
      others.filter(other => !other.fit).map(other => h('p', { class: 'note', key: other.name }, t('switchover.unfit', { node: other.name, why: other.why }))),
    ],
    of: `/v1/vips/${encodeURIComponent(vip.name)}`,
    path: `/v1/vips/${encodeURIComponent(vip.name)}/switchover`,
    body: () => (to ? { to } : {}),
  });
}

function backendPath(pool, backend) {
  return `/v1/pools/${encodeURIComponent(pool.name)}/backends/${encodeURIComponent(backend.name)}`;
}

function askDrain(pool, backend) {
  const minutes = 10;
  const healthy = pool.backends.filter(other => takesNew(other) && other.name !== backend.name);
  ask({
    title: t('drain.title', { name: backend.name }),
    go: t('drain.go'),
    may: () => true,
    what: () => [h('p', { id: 'drain-what' }, t('drain.what', { name: backend.name, minutes, inflight: number(backend.inFlight), sessions: number(backend.sessions) })), healthy.length === 0 && h('p', { class: 'outcome error' }, t('drain.last'))],
    of: backendPath(pool, backend),
    path: `${backendPath(pool, backend)}/drain`,
    body: () => ({ limitSeconds: minutes * 60 }),
    done: 'draining',
  });
}

function askEnable(pool, backend) {
  ask({
    title: t('enable.label', { name: backend.name }),
    go: t('enable'),
    may: () => true,
    what: () => [h('p', { id: 'enable-what' }, t(backend.state === 'healthy' ? 'enable.what' : 'enable.what.out', { name: backend.name }))],
    of: backendPath(pool, backend),
    path: `${backendPath(pool, backend)}/enable`,
    body: () => ({}),
    done: 'enabled',
  });
}

function signIn() {
  // What was typed is in the page alone: this is drawn again and again meanwhile.
  const go = event => {
    event.preventDefault();
    page.asksForToken = false;
    page.wrongToken = false;
    feed.signIn(document.getElementById('token').value.trim());
    draw();
  };
  return h('form', { class: 'card', key: 'token', onsubmit: go }, h('h2', null, t('token.title')),
    page.wrongToken && h('p', { class: 'outcome error', id: 'token-wrong', role: 'alert' }, t('token.wrong')),
    h('label', null, t('token.label'), h('input', { type: 'password', id: 'token', autocomplete: 'off', required: true })),
    h('button', { class: 'main', type: 'submit', id: 'token-go' }, t('token.go')));
}

setInterval(draw, 250);
draw();
