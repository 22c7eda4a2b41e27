// axios; a body of parts is a node stream. Agents of node 18 do not keep connections unless asked.
'use strict';
const http = require('node:http');
const axios = require('axios');
const {Readable} = require('node:stream');
const {firstEvent, parts, serve} = require('./lines.cjs');
const httpAgent = new http.Agent({keepAlive: true});

serve(async ({method, form, url, body, headers}) => {
  const data = form === 'chunked' ? Readable.from(parts(body)) : body;
  const responseType = form === 'events' ? 'stream' : 'arraybuffer';
  const response = await axios.request({url, method, headers, data, responseType, httpAgent, validateStatus: () => true});
  const read = form === 'events' ? await firstEvent(response.data) : response.data;
  return {status: response.status, headers: Object.entries(response.headers), body: read};
});
