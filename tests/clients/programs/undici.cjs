// undici's request(); a body of parts is an iterable.
'use strict';
const {request} = require('undici');
const {Readable} = require('node:stream');
const {firstEvent, parts, serve} = require('./lines.cjs');

serve(async ({method, form, url, body, headers}) => {
  const sent = form === 'chunked' ? Readable.from(parts(body)) : body;
  const response = await request(url, {method, headers, body: sent});
  const read = form === 'events' ? await firstEvent(response.body) : await response.body.arrayBuffer();
  return {status: response.statusCode, headers: Object.entries(response.headers), body: read};
});
