// EventSource as in a browser, with the header that a token needs: prints every event, and the end.
'use strict';
const EventSource = require('eventsource');
const source = new EventSource(process.argv[2], {headers: {'Queue-Token': process.argv[3]}});
for (const name of ['position', 'admitted', 'expired', 'replaced']) {
  source.addEventListener(name, (event) => console.log(name, event.data));
}
// The status is undefined or 5xx when it reconnects; after any other it has closed.
source.onerror = (error) => setImmediate(() => {
  if (source.readyState !== EventSource.CLOSED) return;
  console.log('closed', error.status);
  process.exit(0);
});
