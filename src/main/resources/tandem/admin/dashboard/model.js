// What is true, from what the nodes say. No clock, no page: values in, values out.

/** Rates from counters that only grow; a counter that fell began anew, and says nothing for one interval. */
export class Rates {
  constructor(most) {
    this.most = most;
    this.last = new Map();
    this.rows = new Map();
  }

  /** Takes in a counter; answers the rate in units a second, or null. */
  add(name, count, millis) {
    const before = this.last.get(name);
    this.last.set(name, { count, millis });
    const seconds = before ? (millis - before.millis) / 1000 : 0;
    const rate = before && seconds > 0 && count >= before.count ? (count - before.count) / seconds : null;
    this.note(name, rate);
    return rate;
  }

  /** Takes in a figure that is no counter. */
  note(name, figure) {
    const row = this.rows.get(name) || [];
    row.push(figure);
    if (row.length > this.most) row.shift();
    this.rows.set(name, row);
  }

  row(name) {
    return this.rows.get(name) || [];
  }

  newest(name) {
    const row = this.row(name);
    return row.length ? row[row.length - 1] : null;
  }
}

const statuses = state => state.nodes.filter(node => node.status);

/** Every VIP: who says of himself that he has it, who is said to, and why. */
export function vips(state) {
  const names = [...new Set(statuses(state).flatMap(node => node.status.vips.map(vip => vip.name)))];
  return names.map(name => {
    const views = statuses(state)
      .map(node => ({ node: node.name, vip: node.status.vips.find(vip => vip.name === name) }))
      .filter(view => view.vip);
    const active = views.filter(view => view.vip.role === 'active');
    const said = views.map(view => view.vip.owner).find(owner => owner);
    const owner = active.length ? active[0] : null;
    const told = owner ? owner.vip : views[0].vip;
    return {
      name,
      address: told.address,
      owners: active.map(view => view.node),
      said: said && !active.length ? said : null,
      // Who does not answer may well have it.
      silent: !active.length && state.nodes.some(node => node.name === said && !node.status),
      term: Math.max(...views.map(view => view.vip.term)),
      why: told.why,
      since: told.since,
      problems: views.filter(view => view.vip.problem).map(view => `${view.node}: ${view.vip.problem}`),
      move: owner ? owner.vip.switchover : null,
      moving: views.map(view => view.vip.switchover && view.vip.switchover.going).find(going => going) || null,
      held: views.map(view => view.vip.switchover && view.vip.switchover.heldUntil).find(until => until) || null,
    };
  });
}

/** What another node last said of its fitness, by whoever heard it. */
export function member(state, name) {
  for (const node of statuses(state)) {
    const found = node.status.cluster.members.find(one => one.name === name);
    if (found) return found;
  }
  return null;
}

/** Pools and backends over all nodes: each node checks for itself, so each may see a backend otherwise. */
export function pools(state) {
  const names = [...new Set(statuses(state).flatMap(node => node.status.pools.map(pool => pool.name)))];
  return names.map(name => {
    const views = statuses(state)
      .map(node => ({ node: node.name, active: node.status.vips.some(vip => vip.role === 'active'), pool: node.status.pools.find(pool => pool.name === name) }))
      .filter(view => view.pool)
      .sort((one, other) => Number(other.active) - Number(one.active));
    const backends = [...new Set(views.flatMap(view => view.pool.backends.map(backend => backend.name)))];
    return { name, seenBy: views[0].node, backends: backends.map(backend => merged(backend, views)) };
  });
}

function merged(name, views) {
  const seen = views
    .map(view => ({ node: view.node, backend: view.pool.backends.find(backend => backend.name === name), tls: view.pool.tls }))
    .filter(view => view.backend);
  const first = seen[0].backend;
  const sum = field => seen.reduce((total, view) => total + (view.backend[field] || 0), 0);
  const latencies = seen.map(view => view.backend.latencyMs).filter(latency => latency !== undefined && latency !== null);
  return {
    ...first,
    seenBy: seen[0].node,
    otherwise: seen.filter(view => view.backend.state !== first.state).map(view => ({ node: view.node, state: view.backend.state, reason: view.backend.reason })),
    handshakes: seen.filter(view => view.tls && view.tls.problems[view.backend.address]).map(view => ({ node: view.node, why: view.tls.problems[view.backend.address] })),
    attempts: sum('attempts'),
    failures: sum('failures'),
    inFlight: sum('inFlight'),
    connections: sum('connections'),
    sessions: sum('sessions'),
    latencyMs: latencies.length ? Math.max(...latencies) : null,
  };
}

/**
 * A pool as a whole, from what its backends do: { requests, failures } a second, and what an answer takes, each backend
 * counted by how much it is asked; null where nobody knows.
 */
export function whole(backends) {
  const sum = field => (backends.some(one => one[field] !== null) ? backends.reduce((total, one) => total + (one[field] || 0), 0) : null);
  const asked = backends.filter(one => one.latency !== null && one.requests > 0);
  const requests = asked.reduce((total, one) => total + one.requests, 0);
  const latency = requests > 0 ? asked.reduce((total, one) => total + one.latency * one.requests, 0) / requests : null;
  return { requests: sum('requests'), failures: sum('failures'), latency };
}

/** Whether requests that belong to no session go to a backend; one that has not been checked yet is trusted. */
export function takesNew(backend) {
  return backend.mode === 'enabled' && (backend.state === 'healthy' || backend.state === 'unverified');
}

/** How many backends of a pool take new sessions: { eligible, all }. */
export function eligible(pool) {
  return { eligible: pool.backends.filter(takesNew).length, all: pool.backends.length };
}

const DAY = 24 * 60 * 60 * 1000;

/** How near a certificate is to its end, as the nodes reckon it (admin.Expiry): null, 'warning' or 'error'. */
export function expiry(certificate, now) {
  const end = Date.parse(certificate.notAfter);
  const life = end - Date.parse(certificate.notBefore);
  if (end - now < Math.min(3 * DAY, life / 12)) return 'error';
  return end - now < Math.min(14 * DAY, life / 4) ? 'warning' : null;
}

/** What is wrong with a node's certificates: each file once. */
function certificates(node, now) {
  const found = [];
  const tls = node.status.listeners.filter(listener => listener.tls);
  for (const listener of tls)
    if (listener.tls.refused) found.push({ grade: 'error', key: 'trouble.files', values: { node: node.name, listener: listener.address, why: listener.tls.refused } });
  const all = [...tls.flatMap(listener => listener.tls.certificates), ...(node.status.adminCertificate ? [node.status.adminCertificate] : []),
    ...node.status.pools.filter(pool => pool.tls && pool.tls.certificate).map(pool => pool.tls.certificate)];
  for (const one of new Map(all.map(certificate => [certificate.file, certificate])).values()) {
    const grade = expiry(one, now);
    const over = Date.parse(one.notAfter) <= now;
    if (grade) found.push({ grade, key: over ? 'trouble.expired' : 'trouble.expires', values: { node: node.name, file: one.file, until: one.notAfter } });
  }
  return found;
}

/** The witnesses, nodes that only vote: which nodes hear each, and which do not. */
export function witnesses(state) {
  // A node of an older version does not tell of them.
  const told = node => node.status.cluster.witnesses || [];
  const names = [...new Set(statuses(state).flatMap(node => told(node).map(witness => witness.name)))];
  return names.map(name => {
    const by = heard => statuses(state).filter(node => told(node).some(witness => witness.name === name && witness.heard === heard)).map(node => node.name);
    return { name, heardBy: by(true), missedBy: by(false) };
  });
}

/** Everything that is wrong now, the worst first: { grade, key, values }. */
export function troubles(state) {
  const found = [];
  for (const vip of vips(state)) {
    if (vip.owners.length > 1) found.push({ grade: 'error', key: 'trouble.two', values: { vip: vip.name, nodes: vip.owners.join(', ') } });
    if (vip.owners.length === 0) found.push({ grade: 'error', key: vip.silent ? 'trouble.said' : 'trouble.none', values: { vip: vip.name, why: vip.why, node: vip.said } });
    for (const problem of vip.problems) found.push({ grade: 'error', key: 'trouble.vip', values: { vip: vip.name, problem } });
  }
  for (const node of state.nodes) {
    if (!node.status) found.push({ grade: 'error', key: 'trouble.silent', values: { node: node.name, problem: node.problem || '' } });
    else if (!node.status.ready) found.push({ grade: 'warning', key: 'trouble.unfit', values: { node: node.name, why: node.status.notReadyBecause.join('; ') } });
  }
  for (const witness of witnesses(state))
    if (witness.missedBy.length > 0) found.push({ grade: witness.heardBy.length > 0 ? 'warning' : 'error', key: 'trouble.witness', values: { node: witness.name, by: witness.missedBy.join(', ') } });
  for (const node of statuses(state)) found.push(...certificates(node, Date.parse(state.at)));
  // Nodes that do not understand each other may both own what only one should.
  for (const node of statuses(state)) for (const problem of node.status.cluster.beacons.problems) found.push({ grade: 'error', key: 'trouble.apart', values: { node: node.name, problem } });
  for (const pool of pools(state)) {
    if (!pool.backends.some(takesNew)) found.push({ grade: 'error', key: 'trouble.pool', values: { pool: pool.name } });
    for (const backend of pool.backends) {
      const words = { pool: pool.name, backend: backend.name };
      // Where the node whose view is shown sees it out, that is told below, and what others see stands at the backend.
      if (backend.state !== 'out') for (const other of backend.otherwise) if (other.state === 'out') found.push({ grade: 'warning', key: 'trouble.otherwise', values: { ...words, node: other.node, why: other.reason } });
      for (const failed of backend.handshakes) found.push({ grade: 'warning', key: 'trouble.tls', values: { ...words, ...failed } });
    }
    const out = pool.backends.filter(backend => backend.state === 'out');
    for (const backend of out) found.push({ grade: out.length === pool.backends.length ? 'error' : 'warning', key: 'trouble.out', values: { pool: pool.name, backend: backend.name, why: backend.reason } });
  }
  const worst = ['error', 'warning'];
  return found.sort((one, other) => worst.indexOf(one.grade) - worst.indexOf(other.grade));
}

/** Takeovers that were measured, newest first, each once. */
export function takeovers(state) {
  return statuses(state)
    .flatMap(node => node.status.vips.flatMap(vip => vip.transitions.filter(change => change.announcedMs !== undefined).map(change => ({ node: node.name, vip: vip.name, ...change }))))
    .sort((one, other) => (one.at < other.at ? 1 : -1));
}

/** Who has not made a change that all nodes are to make, and why: [`node: why`]. */
export function remiss(nodes) {
  return Object.entries(nodes || {}).filter(([, said]) => said !== 'done').map(([node, said]) => `${node}: ${said}`);
}

/** The nodes that a VIP could go to: [{ name, fit, why }]. */
export function successors(state, owner) {
  return state.nodes
    .filter(node => node.name !== owner)
    .map(node => {
      const known = member(state, node.name);
      if (!node.status) return { name: node.name, fit: false, why: node.problem || '' };
      return { name: node.name, fit: known ? known.fit === true : node.status.ready, why: known && known.fitness ? known.fitness : '' };
    });
}
