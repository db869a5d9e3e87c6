import net from 'node:net';

/** A connection to anything but this machine is a test's mistake, and fails it. */
const connect = net.Socket.prototype.connect;

net.Socket.prototype.connect = function connectNearby(this: net.Socket, ...args: unknown[]): net.Socket {
  const [first] = args.flat();
  const host = typeof first === 'object' && first !== null && 'host' in first ? first.host : undefined;
  if (typeof host === 'string' && !['localhost', '::1'].includes(host) && !host.startsWith('127.')) {
    throw new Error(`a test tried to reach ${host}`);
  }
  return Reflect.apply(connect, this, args);
};
