/** A worker that only keeps time: a page in the background has its own timers slowed down. Takes the milliseconds. */
onmessage = ({ data }) => setInterval(() => postMessage(null), data);
