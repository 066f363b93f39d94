/** Requests that do no harm twice. */
import { TIMEOUT, UNAVAILABLE } from './errors.js';

const OFTEN = 20;
const SEND_AGAIN = 500;

/**
 * Sends again what was lost with the connection, or what the server was short of something for.
 *
 * @template T
 * @param {import('../mediary.js').Mediary} mediary
 * @param {() => Promise<T>} send
 * @param {() => boolean} [wanted] whether it still makes sense
 * @param {number} [most] how often it is sent
 * @returns {Promise<T>} rejected as the last one was, or the one after which it was not wanted any more
 */
export async function insist(mediary, send, wanted = () => true, most = OFTEN) {
  for (let tries = 1; ; tries++) {
    try {
      return await send();
    } catch (error) {
      if (![UNAVAILABLE, TIMEOUT].includes(error.code) || tries === most || !wanted()) {
        throw error;
      }
      await new Promise((resolve) => setTimeout(resolve, SEND_AGAIN));
      await mediary._restored();
    }
  }
}
