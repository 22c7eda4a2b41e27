// node's http module; req.write() without a Content-Length sends chunks.
'use strict';
const http = require('node:http');
const {firstEvent, parts, serve} = require('./lines.cjs');
const agent = new http.Agent({keepAlive: true});

const answerOf = (request) => new Promise((resolve, reject) => request.on('response', resolve).on('error', reject));

async function wholeOf(response) {
  const chunks = [];
  for await (const chunk of response) chunks.push(chunk);
  return Buffer.concat(chunks);
}

serve(async ({method, form, url, body, headers}) => {
  const request = http.request(url, {method, headers, agent});
  const answered = answerOf(request);
  if (form === 'chunked') for (const part of parts(body)) request.write(part);
  request.end(form === 'chunked' ? undefined : body);
  const response = await answered;
  const read = form === 'events' ? await firstEvent(response) : await wholeOf(response);
  return {status: response.statusCode, headers: Object.entries(response.headers), body: read};
});
