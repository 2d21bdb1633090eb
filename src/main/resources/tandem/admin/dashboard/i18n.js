// English and Chinese. What the nodes themselves say (reasons, events) stays as it is in their log.
const EN = {
  'title': 'Tandem: {cluster}',
  'skip': 'Skip to the content',
  'lang': '中文',
  'lang.label': 'Show this page in Chinese',
  'theme.label': 'Colours: {now}',
  'theme.auto': 'as the system', 'theme.light': 'light', 'theme.dark': 'dark',
  'cluster': 'Cluster {name}',
  'live': 'live', 'live.from': 'as {node} sees it',
  'unknown': 'unknown',
  'stale': 'Unknown: no news for {seconds} s. What stands below is what was last known.',
  'connecting': 'Asking the node …',
  'elsewhere': '{here}, which served this page, does not answer. This is what {node} says.',
  'elsewhere.open': 'Open the dashboard of {node}',
  'elsewhere.links': 'Dashboards of the other nodes:',
  'owns': '{node} owns {address}',
  'owner.unknown': 'Unknown who owns {address}; last known: {node}',
  'two': '{nodes} both own {address}',
  'none': 'Nobody owns {address}',
  'none.moving': 'Nobody owns {address} at this moment',
  'said': 'Said to be with {node}, which does not confirm it.',
  'term': 'term {term}',
  'since': 'for {time}',
  'why': 'Why: {why}',
  'moving': 'Move under way: {text}',
  'held': 'Held here until {time}, as an operator wishes.',
  'switchover': 'Switch over …',
  'switchover.title': 'Give {vip} to another node?',
  'switchover.to': 'To which node',
  'switchover.best': 'the best one that is fit',
  'switchover.what': '{owner} gives {address} to {to}. New connections go to {to} at once.',
  'switchover.cuts.nothing': 'No connection is cut: those that are open ({open} on {owner} now) live on there until they end, or until stop.drain is over.',
  'switchover.cuts.some': 'Connections may be cut ({open} are open on {owner} now): {because}.',
  'switchover.unfit': '{node} is not fit: {why}',
  'switchover.nobody': 'There is no other node that could take it.',
  'switchover.go': 'Switch over',
  'cancel': 'Leave it as it is',
  'close': 'Close',
  'done': 'Done: {text}',
  'refused': 'Not done: {text}',
  'working': 'Under way …',
  'broken': 'What is broken',
  'broken.nothing': 'Nothing that the nodes know of.',
  'trouble.two': '{vip} has two owners: {nodes}',
  'trouble.none': '{vip} has no owner: {why}',
  'trouble.vip': '{vip}: {problem}',
  'trouble.silent': 'Node {node} does not answer: {problem}',
  'trouble.unfit': 'Node {node} is not ready: {why}',
  'trouble.out': 'Backend {pool}/{backend} is out: {why}',
  'now': 'Right now',
  'requests': 'Requests a second', 'connections': 'Open connections', 'inflight': 'In flight', 'rejected': 'Rejected a second', 'latency': 'Slowest backend',
  'chart': 'Requests a second over the last two minutes, {now} now',
  'nodes': 'Nodes',
  'node.owner': 'owner of {vips}', 'node.standby': 'standby', 'node.this': 'this page',
  'fit': 'fit', 'unfit': 'not fit', 'leaving': 'leaving',
  'priority': 'Priority', 'version': 'Version', 'up': 'Up for', 'listens': 'Listens on',
  'warm': 'warm', 'cold': 'not warm yet',
  'findings': 'What it finds when it looks at itself ({bad} of {all} speak against it)',
  'pools': 'Pools and backends',
  'pool.seen': 'as {node} sees them; figures of all nodes together',
  'healthy': 'healthy', 'out': 'out', 'unverified': 'not checked yet', 'draining': 'draining', 'drained': 'drained', 'answers': 'Answers in',
  'backend.for': 'for {time}', 'weight': 'Weight', 'failures': 'Failures a second', 'check': 'Last check',
  'check.text': '{result}, {ago} ago', 'check.none': 'none yet',
  'otherwise': '{node} sees it {state}: {reason}',
  'spark': 'Requests a second of {name} over the last two minutes',
  'drain': 'Drain …', 'enable': 'Enable',
  'drain.label': 'Drain {name} …', 'enable.label': 'Enable {name}',
  'drain.title': 'Drain {name}?',
  'drain.what': 'On every node, {name} gets no new sessions. Those that it has stay with it until they end, or for {minutes} minutes at most. {inflight} requests are under way there now; none is cut.',
  'drain.last': 'It is the last backend of its pool that is healthy: new clients will be refused.',
  'drain.go': 'Drain',
  'takeovers': 'Takeovers, measured',
  'takeovers.none': 'None yet since these nodes started.',
  'takeover.what': '{node} took {vip}, term {term}',
  'takeover.decided': 'decided', 'takeover.added': 'address added', 'takeover.announced': 'announced',
  'takeover.label': 'From the notice: decided after {decided} ms, address added after {added} ms, announced after {announced} ms',
  'events': 'What happened',
  'events.of': 'as {node} saw it, newest first',
  'events.none': 'Nothing yet.',
  'info': 'information', 'warning': 'warning', 'error': 'error',
  'token.title': 'This node asks for a token',
  'token.label': 'Token (made by: tandem token)',
  'token.go': 'Sign in',
  'readonly': 'Actions are on the dashboard of a node that answers.',
};
const ZH = {
  'title': 'Tandem：{cluster}',
  'skip': '跳到正文',
  'lang': 'English',
  'lang.label': '用英文显示此页',
  'theme.label': '配色：{now}',
  'theme.auto': '跟随系统', 'theme.light': '浅色', 'theme.dark': '深色',
  'cluster': '集群 {name}',
  'live': '实时', 'live.from': '来自 {node}',
  'unknown': '未知',
  'stale': '未知：已有 {seconds} 秒没有消息。下面是最后一次得知的情况。',
  'connecting': '正在询问节点……',
  'elsewhere': '提供此页的 {here} 没有应答。以下是 {node} 所说的情况。',
  'elsewhere.open': '打开 {node} 的控制台',
  'elsewhere.links': '其他节点的控制台：',
  'owns': '{address} 由 {node} 持有',
  'owner.unknown': '不知 {address} 由谁持有；最后得知：{node}',
  'two': '{address} 同时由 {nodes} 持有',
  'none': '{address} 无人持有',
  'none.moving': '{address} 此刻无人持有',
  'said': '据说在 {node}，但未经它确认。',
  'term': '任期 {term}',
  'since': '已 {time}',
  'why': '原因：{why}',
  'moving': '正在切换：{text}',
  'held': '按操作员要求保持在此节点，直到 {time}。',
  'switchover': '切换……',
  'switchover.title': '把 {vip} 交给另一个节点？',
  'switchover.to': '交给哪个节点',
  'switchover.best': '最合适的健康节点',
  'switchover.what': '{owner} 将把 {address} 交给 {to}，新连接立即转到 {to}。',
  'switchover.cuts.nothing': '不会切断任何连接：已打开的连接（{owner} 上现有 {open} 个）会留在原处，直到自行结束或 stop.drain 到期。',
  'switchover.cuts.some': '可能会切断连接（{owner} 上现有 {open} 个）：{because}。',
  'switchover.unfit': '{node} 状态不佳：{why}',
  'switchover.nobody': '没有其他节点可以接手。',
  'switchover.go': '切换',
  'cancel': '保持不变',
  'close': '关闭',
  'done': '完成：{text}',
  'refused': '未执行：{text}',
  'working': '进行中……',
  'broken': '有什么问题',
  'broken.nothing': '各节点均未发现问题。',
  'trouble.two': '{vip} 有两个持有者：{nodes}',
  'trouble.none': '{vip} 无人持有：{why}',
  'trouble.vip': '{vip}：{problem}',
  'trouble.silent': '节点 {node} 没有应答：{problem}',
  'trouble.unfit': '节点 {node} 未就绪：{why}',
  'trouble.out': '后端 {pool}/{backend} 已摘除：{why}',
  'now': '此刻',
  'requests': '每秒请求', 'connections': '打开的连接', 'inflight': '处理中', 'rejected': '每秒拒绝', 'latency': '最慢的后端',
  'chart': '最近两分钟的每秒请求数，现在为 {now}',
  'nodes': '节点',
  'node.owner': '持有 {vips}', 'node.standby': '备用', 'node.this': '本页来源',
  'fit': '健康', 'unfit': '不健康', 'leaving': '正在退出',
  'priority': '优先级', 'version': '版本', 'up': '已运行', 'listens': '监听',
  'warm': '已预热', 'cold': '尚未预热',
  'findings': '自检结果（{all} 项中 {bad} 项不良）',
  'pools': '后端池',
  'pool.seen': '状态来自 {node}，数字为所有节点合计',
  'healthy': '健康', 'out': '已摘除', 'unverified': '尚未检查', 'draining': '排空中', 'drained': '已排空', 'answers': '应答时间',
  'backend.for': '已 {time}', 'weight': '权重', 'failures': '每秒失败', 'check': '上次检查',
  'check.text': '{result}，{ago}前', 'check.none': '还没有',
  'otherwise': '在 {node} 看来：{state}，{reason}',
  'spark': '{name} 最近两分钟的每秒请求数',
  'drain': '排空……', 'enable': '启用',
  'drain.label': '排空 {name}……', 'enable.label': '启用 {name}',
  'drain.title': '排空 {name}？',
  'drain.what': '在所有节点上，{name} 不再接收新会话。已有会话留在它那里直到结束，最多 {minutes} 分钟。现有 {inflight} 个请求在处理中，都不会被切断。',
  'drain.last': '它是池中最后一个健康的后端：新客户将被拒绝。',
  'drain.go': '排空',
  'takeovers': '接管过程（实测）',
  'takeovers.none': '自节点启动以来还没有。',
  'takeover.what': '{node} 接管 {vip}，任期 {term}',
  'takeover.decided': '决定', 'takeover.added': '添加地址', 'takeover.announced': '宣告',
  'takeover.label': '自察觉起：{decided} 毫秒决定，{added} 毫秒添加地址，{announced} 毫秒宣告',
  'events': '事件',
  'events.of': '{node} 所见，最新的在前',
  'events.none': '还没有。',
  'info': '信息', 'warning': '警告', 'error': '错误',
  'token.title': '此节点需要令牌',
  'token.label': '令牌（由 tandem token 生成）',
  'token.go': '登录',
  'readonly': '请在有应答的节点的控制台上操作。',
};
const TEXTS = { en: EN, zh: ZH };
let language = localStorage.getItem('tandem.language') || (navigator.language.toLowerCase().startsWith('zh') ? 'zh' : 'en');
if (!TEXTS[language]) language = 'en';

export const lang = () => language;
export const locale = () => (language === 'zh' ? 'zh-CN' : 'en-GB');

export function switchLanguage() {
  language = language === 'zh' ? 'en' : 'zh';
  localStorage.setItem('tandem.language', language);
}

export function t(key, values) {
  const text = TEXTS[language][key] || key;
  return text.replace(/\{(\w+)\}/g, (whole, name) => (values && values[name] !== undefined ? values[name] : whole));
}

/** A number with as many digits as a person wants. */
export function number(value) {
  if (value === null || value === undefined) return '–';
  return new Intl.NumberFormat(locale(), { maximumFractionDigits: value < 10 ? 1 : 0 }).format(value);
}

/** A time span in its largest unit. */
export function span(millis) {
  const seconds = Math.max(0, millis) / 1000;
  const units = [['day', 86400], ['hour', 3600], ['minute', 60], ['second', 1]];
  const [unit, size] = units.find(([, length]) => seconds >= length) || units[3];
  return new Intl.NumberFormat(locale(), { style: 'unit', unit, unitDisplay: 'long', maximumFractionDigits: 0 }).format(Math.floor(seconds / size));
}

export function clock(iso) {
  const at = new Date(iso);
  const time = new Intl.DateTimeFormat(locale(), { hour: '2-digit', minute: '2-digit', second: '2-digit', hour12: false }).format(at);
  return at.toDateString() === new Date().toDateString() ? time : `${new Intl.DateTimeFormat(locale(), { month: 'short', day: 'numeric' }).format(at)} ${time}`;
}

/** The keys of both languages, for the test that they are the same. */
export const keys = () => [Object.keys(EN), Object.keys(ZH)];
