// What one person does, over and over: look, add by chat, tick off, look again. Run by load-test.sh with k6.
import http from 'k6/http';
import { check, sleep } from 'k6';

const { URL, USERS, SECONDS, OUT } = __ENV;
const users = Number(USERS);

export const options = {
  scenarios: { people: { executor: 'constant-vus', vus: users, duration: `${SECONDS}s`, gracefulStop: '10s' } },
  summaryTrendStats: ['med', 'p(95)', 'p(99)', 'max'],
  setupTimeout: '5m',
  // Work is measured, signing in is not.
  thresholds: { 'http_req_duration{part:work}': [], 'http_req_failed{part:work}': [], 'http_reqs{part:work}': [] },
};

const json = { 'Content-Type': 'application/json' };

// Each person is a guest with a session of their own. A limit on new sessions is waited out.
export function setup() {
  const sessions = [];
  while (sessions.length < users) {
    const answer = http.post(`${URL}/api/v1/auth/guest`, '{"time_zone":"UTC"}', { headers: json });
    if (answer.status === 429) {
      sleep(Number(answer.headers['Retry-After'] || 1));
      continue;
    }
    if (answer.status !== 201) throw new Error(`auth/guest answered ${answer.status}`);
    sessions.push(answer.cookies.session[0].value);
    http.cookieJar().clear(URL);
  }
  return { sessions };
}

export default function person({ sessions }) {
  const headers = { ...json, Cookie: `session=${sessions[(__VU - 1) % sessions.length]}` };
  // k6 keeps figures of each name: of the addresses of single tasks there would be as many as tasks.
  const ask = (method, path, body, name = path) => {
    const options = { headers, tags: { part: 'work', name } };
    return http.request(method, `${URL}/api/v1${path}`, body ? JSON.stringify(body) : null, options);
  };

  check(ask('GET', '/tasks?limit=20'), { 'tasks are listed': (answer) => answer.status === 200 });
  const chat = ask('POST', '/chat', { message: `add load ${__VU} ${__ITER} tomorrow` });
  if (check(chat, { 'chat adds a task': (answer) => answer.status === 200 })) {
    const { actions } = chat.json();
    const done = ask('POST', `/tasks/${actions[0].task_id}/complete`, {}, '/tasks/{id}/complete');
    check(done, { 'a task is ticked off': (answer) => answer.status === 200 });
  }
  sleep(0.5 + Math.random());
}

export function handleSummary({ metrics }) {
  const time = metrics['http_req_duration{part:work}'].values;
  const failed = metrics['http_req_failed{part:work}'].values;
  const requests = metrics['http_reqs{part:work}'].values.count;
  const round = (value) => Math.round(value * 100) / 100;
  const result = {
    users,
    seconds: Number(SECONDS),
    requests,
    requests_per_second: round(requests / Number(SECONDS)),
    failed: failed.passes,
    failed_percent: round(failed.rate * 100),
    p50_ms: round(time.med),
    p95_ms: round(time['p(95)']),
    p99_ms: round(time['p(99)']),
    max_ms: round(time.max),
  };
  return { [OUT]: JSON.stringify(result) };
}
