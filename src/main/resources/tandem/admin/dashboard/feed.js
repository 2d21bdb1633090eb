// Live data by server-sent events, read with fetch so that a token can be sent. When the node that is asked falls silent,
// the others are tried; what is read from another node is read only.
const SILENCE = 2500;
const RETRY = 1000;

export class Feed {
  /** on: { state, event, silent, token }, each a function. */
  constructor(on) {
    this.on = on;
    this.here = location.origin;
    this.origins = [this.here];
    this.origin = this.here;
    this.lastEvent = 0;
    this.token = sessionStorage.getItem('tandem.token') || '';
    this.abort = null;
    this.turn = 0;
    this.run();
  }

  headers() {
    return this.token ? { Authorization: `Bearer ${this.token}` } : {};
  }

  signIn(token) {
    this.token = token;
    sessionStorage.setItem('tandem.token', token);
    if (this.waiting) this.waiting();
    if (this.abort) this.abort.abort();
  }

  /** Other nodes that may be asked, as the last state named them. */
  know(urls) {
    this.origins = [this.here, ...urls.filter(url => url !== this.here)];
  }

  async run() {
    for (;;) {
      this.origin = this.origins[this.turn % this.origins.length];
      const answered = await this.read(this.origin);
      if (answered === 'token') {
        await new Promise(resolve => { this.waiting = resolve; });
        this.waiting = null;
        continue;
      }
      if (answered !== 'aborted') this.turn += 1;
      this.on.silent(this.origin);
      await new Promise(resolve => setTimeout(resolve, answered === 'spoke' ? 100 : RETRY / this.origins.length));
    }
  }

  async read(origin) {
    this.abort = new AbortController();
    let timer = setTimeout(() => this.abort.abort('silence'), SILENCE);
    let spoke = false;
    try {
      const answer = await fetch(`${origin}/v1/events`, { headers: this.headers(), signal: this.abort.signal, cache: 'no-store', credentials: origin === this.here ? 'same-origin' : 'include' });
      if (answer.status === 401) {
        this.on.token();
        return 'token';
      }
      if (!answer.ok || !answer.body) return 'refused';
      const reader = answer.body.pipeThrough(new TextDecoderStream()).getReader();
      let rest = '';
      for (;;) {
        const { value, done } = await reader.read();
        if (done) return 'spoke';
        clearTimeout(timer);
        timer = setTimeout(() => this.abort.abort('silence'), SILENCE);
        spoke = true;
        const frames = (rest + value).split('\n\n');
        rest = frames.pop();
        for (const frame of frames) this.take(frame, origin);
      }
    } catch {
      return spoke ? 'spoke' : 'failed';
    } finally {
      clearTimeout(timer);
    }
  }

  take(frame, origin) {
    const fields = {};
    for (const line of frame.split('\n')) {
      const colon = line.indexOf(': ');
      if (colon > 0) fields[line.slice(0, colon)] = line.slice(colon + 2);
    }
    if (fields.event === 'state') this.on.state(JSON.parse(fields.data), origin);
    if (fields.event === 'event') this.on.event(JSON.parse(fields.data), origin);
  }

  /** The ETag of something of this node's own API; null where it has none. */
  async tag(path) {
    const answer = await fetch(path, { headers: this.headers(), cache: 'no-store', credentials: 'same-origin' });
    await answer.arrayBuffer();
    return answer.ok ? answer.headers.get('ETag') : null;
  }

  /** Calls this node's own API, with a tag only if the thing still has it; answers { ok, status, body }. */
  async call(method, path, body, tag) {
    const options = { method, headers: { ...this.headers() }, cache: 'no-store', credentials: 'same-origin' };
    if (tag) options.headers['If-Match'] = tag;
    if (body !== undefined) {
      options.headers['Content-Type'] = 'application/json';
      options.body = JSON.stringify(body);
    }
    const answer = await fetch(path, options);
    const text = await answer.text();
    let json = {};
    try {
      json = JSON.parse(text);
    } catch {
      json = { detail: text };
    }
    return { ok: answer.ok, status: answer.status, body: json };
  }
}
