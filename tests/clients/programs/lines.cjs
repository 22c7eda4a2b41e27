// The lines of the test's driver (../README.md) for programs of node.
'use strict';
const readline = require('node:readline');
const base = process.argv[2];

// carryOut({method, form, url, body, headers}) returns {status, headers: [[name, value]], body}.
exports.serve = async (carryOut) => {
  for await (const line of readline.createInterface({input: process.stdin})) {
    const [method, form, segments, body, ...pairs] = line.split('\t');
    const url = `${base}/${segments.split(' ').map(encodeURIComponent).join('/')}`;
    const headers = Object.fromEntries(pairs.map((pair) => pair.split(': ')));
    try {
      const answer = await carryOut({method, form, url, body: body || undefined, headers});
      const shown = answer.headers.map(([name, value]) => `\t${name}: ${value}`).join('');
      console.log(`${answer.status}\t${Buffer.from(answer.body).toString('base64')}${shown}`);
    } catch (error) {
      const cause = error.cause ? ` (${error.cause.code || error.cause})` : '';
      console.log(`error\t${Buffer.from(`${error}${cause}`).toString('base64')}`);
    }
  }
  process.exit(0);
};

exports.parts = function* (body) {
  yield Buffer.from(body).subarray(0, 5);
  yield Buffer.from(body).subarray(5);
};

// The bytes of a stream up to the end of its first event.
exports.firstEvent = async (chunks) => {
  let text = '';
  for await (const chunk of chunks) {
    text += Buffer.from(chunk).toString();
    if (/^event:.*\n(.+\n)*\n/m.test(text)) break;
  }
  return text;
};
