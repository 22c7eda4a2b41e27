// node's own fetch; a body of parts is a ReadableStream.
'use strict';
const {firstEvent, serve} = require('./lines.cjs');

serve(async ({method, form, url, body, headers}) => {
  const sent = form === 'chunked' ? new Blob([body]).stream() : body;
  const response = await fetch(url, {method, headers, body: sent, ...(form === 'chunked' && {duplex: 'half'})});
  const read = form === 'events' ? await firstEvent(response.body) : await response.arrayBuffer();
  return {status: response.status, headers: [...response.headers], body: read};
});
