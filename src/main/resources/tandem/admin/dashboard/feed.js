// Live data by server-sent events, read with fetch so that a token can be sent. When the page's own node falls silent, the
// others are tried; what is read from another node is read only, and only for as long as the own one tells nothing.
const SILENCE = 2500;
const RETRY = 1000;
/** From one look at the own node to the next, while another one is read. */
const HOME_EVERY = 1000;
const HOME = 'home';

const pause = millis => new Promise(resolve => setTimeout(resolve, millis));

export class Feed {
  /** on: { caller, state, event, silent, token }, each a function. */
  constructor(on) {
    this.on = on;
    this.here = location.origin;
    this.origins = [this.here];
    this.origin = this.here;
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

  /** A token that is not known, or not any more. */
  forget() {
    this.token = '';
    sessionStorage.removeItem('tandem.token');
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
      if (answered === HOME) {
        this.turn = 0;
        continue;
      }
      this.turn += 1;
      this.on.silent(this.origin);
      await pause(answered === 'spoke' ? 100 : RETRY / this.origins.length);
    }
  }

  open(origin, signal) {
    return fetch(`${origin}/v1/events`, { headers: this.headers(), signal, cache: 'no-store', credentials: origin === this.here ? 'same-origin' : 'include' });
  }

  async read(origin) {
    const reading = new AbortController();
    this.abort = reading;
    if (origin !== this.here) this.watchHome(reading);
    let timer = setTimeout(() => reading.abort('silence'), SILENCE);
    let spoke = false;
    try {
      const answer = await this.open(origin, reading.signal);
      // Another node's word does not end what this one knows of the token.
      if (answer.status === 401 && origin === this.here) {
        const wrong = this.token !== '';
        this.forget();
        this.on.token(wrong);
        return 'token';
      }
      if (!answer.ok || !answer.body) return 'refused';
      const reader = answer.body.pipeThrough(new TextDecoderStream()).getReader();
      let rest = '';
      for (;;) {
        const { value, done } = await reader.read();
        if (done) return 'spoke';
        clearTimeout(timer);
        timer = setTimeout(() => reading.abort('silence'), SILENCE);
        spoke = true;
        const frames = (rest + value).split('\n\n');
        rest = frames.pop();
        for (const frame of frames) this.take(frame, origin);
      }
    } catch {
      if (reading.signal.reason === HOME) return HOME;
      return spoke ? 'spoke' : 'failed';
    } finally {
      clearTimeout(timer);
      reading.abort('over');
    }
  }

  /** Ends what is read from another node once the page's own tells its state again, and not as soon as it answers at all. */
  async watchHome(reading) {
    while (!reading.signal.aborted) {
      await pause(HOME_EVERY);
      if (!reading.signal.aborted && (await this.tells(this.here))) reading.abort(HOME);
    }
  }

  /** Whether a node tells its state. */
  async tells(origin) {
    const look = new AbortController();
    const timer = setTimeout(() => look.abort('silence'), SILENCE);
    try {
      const answer = await this.open(origin, look.signal);
      if (!answer.ok || !answer.body) return false;
      const reader = answer.body.pipeThrough(new TextDecoderStream()).getReader();
      let said = '';
      while (!said.includes('event: state')) {
        const { value, done } = await reader.read();
        if (done) return false;
        said += value;
      }
      return true;
    } catch {
      return false;
    } finally {
      clearTimeout(timer);
      look.abort('over');
    }
  }

  take(frame, origin) {
    const fields = {};
    for (const line of frame.split('\n')) {
      const colon = line.indexOf(': ');
      if (colon > 0) fields[line.slice(0, colon)] = line.slice(colon + 2);
    }
    if (fields.event === 'caller') this.on.caller(JSON.parse(fields.data), origin);
    if (fields.event === 'state') this.on.state(JSON.parse(fields.data), origin);
    if (fields.event === 'event') this.on.event(JSON.parse(fields.data), origin);
  }

  /** The ETag of something of this node's own API; null when it cannot be had. */
  async tag(path) {
    try {
      const answer = await fetch(path, { headers: this.headers(), cache: 'no-store', credentials: 'same-origin' });
      await answer.arrayBuffer();
      return answer.ok ? answer.headers.get('ETag') : null;
    } catch {
      return null;
    }
  }

  /** Calls this node's own API; answers { ok, status, body }. */
  async call(method, path, body, fields) {
    const options = { method, headers: { ...this.headers(), ...fields }, cache: 'no-store', credentials: 'same-origin' };
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

  /**
   * Changes something, if it still has the tag. A change whose answer was lost on the way is sent once more, with the same
   * key, so that it is made once.
   */
  async change(path, body, tag, key) {
    const fields = { 'If-Match': tag, 'Idempotency-Key': key };
    try {
      return await this.call('POST', path, body, fields);
    } catch {
      await pause(RETRY);
      return this.call('POST', path, body, fields);
    }
  }
}

/** A key that no other change has; crypto.randomUUID is there for https only. */
export function newKey() {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), byte => byte.toString(16).padStart(2, '0')).join('');
}
