/** One WebSocket to the server, from its opening to its end. */
import { INTERNAL_ERROR, MediaryError, TIMEOUT, UNAVAILABLE } from './errors.js';

/** The code of closing by which the client leaves a line that is of no use any more; the server keeps its sessions. */
export const LOST = 4000;

/** The code of closing of an instance that stops, when it has answered all that it has run. */
const RESTART = 1012;

const ACK_AFTER = 500;

/**
 * @typedef {object} Receiver what becomes of that which comes in
 * @property {() => number} tid the number of the next request; no number twice, on any line
 * @property {(event: import('../mediary.js').MediaryEvent) => void} event takes an event; it is answered then
 * @property {(request: object) => any} request what it returns (or its promise gives) is the answer's `data`
 * @property {(line: Line) => void} leave the server wants the client to go to another instance: the receiver sends
 *     nothing new over this line, and has it retire
 * @property {(line: Line, code: number, reason: string) => void} lost the line is of no use: its socket closed, or it
 *     is silent; the receiver closes it
 */

/** Carries requests and their answers both ways, answers pings, and finds out when the other end is gone. */
export class Line {
  #socket;
  #times;
  #receiver;
  #pending = new Map();
  #silence = null;
  #asked = false;
  #retiring = false;

  /** Use {@link Line.dial}. */
  constructor(socket, times, receiver) {
    this.#socket = socket;
    this.#times = times;
    this.#receiver = receiver;
    socket.onmessage = ({ data }) => this.#message(data);
    socket.onclose = ({ code, reason }) => this.#lost(code, reason);
    this.#heard();
  }

  /**
   * @param {string} url absolute
   * @param {{answerTimeout: number, ackTimeout: number, silenceTimeout: number}} times ms, see `ConnectOptions`
   * @param {Receiver} receiver
   * @returns {Promise<Line>} rejected with {@link MediaryError} 100052 where nobody answers
   */
  static dial(url, times, receiver) {
    return new Promise((resolve, reject) => {
      const socket = new WebSocket(url);
      const fail = (text) => reject(new MediaryError(UNAVAILABLE, text));
      const timer = setTimeout(() => {
        fail(`No connection to ${url} in time`);
        socket.close();
      }, times.answerTimeout * 2);
      socket.onopen = () => {
        clearTimeout(timer);
        resolve(new Line(socket, times, receiver));
      };
      socket.onclose = ({ code }) => {
        clearTimeout(timer);
        fail(`No connection to ${url} (${code})`);
      };
    });
  }

  /**
   * Sends a request.
   *
   * @param {string} name `class/subclass/cmd`, or `class/cmd`
   * @param {object} [data]
   * @returns {Promise<any>} the answer's `data`; rejected with {@link MediaryError}
   */
  send(name, data) {
    if (this.#socket.readyState !== WebSocket.OPEN) {
      return Promise.reject(new MediaryError(UNAVAILABLE, 'The connection is away'));
    }
    const words = name.split('/');
    const tid = this.#receiver.tid();
    return new Promise((resolve, reject) => {
      const request = { name, data, resolve, reject, timer: null };
      this.#pending.set(tid, request);
      this.#await(tid, request, this.#times.answerTimeout);
      this.#socket.send(JSON.stringify({
        class: words[0],
        subclass: words.length > 2 ? words[1] : undefined,
        cmd: words.at(-1),
        data,
        tid,
      }));
    });
  }

  /** Is of use until the last request is answered; then it is lost. */
  retire() {
    this.#retiring = true;
    this.#retireIfAnswered();
  }

  /**
   * The requests without an answer that the server has not run, and never will: those that came too late for an instance
   * that stops. They do not wait any more: whoever takes them sends them again.
   *
   * @param {number} code with which the line was closed
   * @returns {{name: string, data?: object, resolve: (data: any) => void, reject: (error: Error) => void}[]}
   */
  takeNotRun(code) {
    if (!this.#asked || code !== RESTART) {
      return [];
    }
    const pending = [...this.#pending.values()];
    this.#pending.clear();
    pending.forEach((request) => clearTimeout(request.timer));
    return pending;
  }

  /**
   * Nothing comes in any more, and what waits for an answer fails.
   *
   * @param {MediaryError} failure
   * @param {number} [code] of closing
   */
  close(failure, code = LOST) {
    clearTimeout(this.#silence);
    this.#socket.onmessage = null;
    this.#socket.onclose = null;
    this.#socket.close(code);
    const pending = [...this.#pending.values()];
    this.#pending.clear();
    for (const request of pending) {
      clearTimeout(request.timer);
      request.reject(failure);
    }
  }

  /** A request without answer means that the connection is dead, whatever the socket says. */
  #await(tid, request, time) {
    clearTimeout(request.timer);
    request.timer = setTimeout(() => {
      this.#pending.delete(tid);
      request.reject(new MediaryError(TIMEOUT, `No answer to ${request.name}`));
      this.#lost(LOST, 'no answer');
    }, time);
  }

  #lost(code, reason) {
    this.#receiver.lost(this, code, reason);
  }

  #heard() {
    clearTimeout(this.#silence);
    this.#silence = setTimeout(() => this.#lost(LOST, 'silence'), this.#times.silenceTimeout);
  }

  #message(text) {
    this.#heard();
    const message = JSON.parse(text);
    if (message.cmd !== undefined) {
      this.#serve(message);
    } else if (message.ack !== undefined) {
      const request = this.#pending.get(message.ack);
      if (request) {
        this.#await(message.ack, request, this.#times.ackTimeout);
      }
    } else {
      this.#answered(message);
    }
  }

  #answered({ tid, result, data }) {
    const request = this.#pending.get(tid);
    if (!request) {
      return;
    }
    this.#pending.delete(tid);
    clearTimeout(request.timer);
    if (result === 'ok') {
      request.resolve(data);
    } else {
      request.reject(new MediaryError(data?.code ?? INTERNAL_ERROR, data?.error ?? 'Error without a text'));
    }
    this.#retireIfAnswered();
  }

  #retireIfAnswered() {
    if (this.#retiring && this.#pending.size === 0) {
      this.#lost(LOST, 'asked to reconnect');
    }
  }

  /** The server asks. */
  #serve(message) {
    const core = message.class === 'core' && !message.subclass;
    if (core && message.cmd === 'event') {
      this.#receiver.event(message.data);
      this.#reply({ result: 'ok', tid: message.tid });
    } else if (core && message.cmd === 'ping') {
      this.#reply({ result: 'ok', tid: message.tid });
    } else if (core && message.cmd === 'reconnect') {
      this.#reply({ result: 'ok', tid: message.tid });
      this.#asked = true;
      setTimeout(() => this.#receiver.leave(this), message.data?.delay ?? 0);
    } else {
      this.#hand(message);
    }
  }

  async #hand(message) {
    const { tid } = message;
    const slow = setTimeout(() => this.#reply({ ack: tid }), ACK_AFTER);
    try {
      this.#reply({ result: 'ok', data: await this.#receiver.request(message), tid });
    } catch (error) {
      this.#reply({ result: 'error', data: { code: error.code ?? INTERNAL_ERROR, error: error.message }, tid });
    } finally {
      clearTimeout(slow);
    }
  }

  #reply(fields) {
    if (this.#socket.readyState === WebSocket.OPEN) {
      this.#socket.send(JSON.stringify(fields));
    }
  }
}
