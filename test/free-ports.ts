import { once } from 'node:events';
import { createServer } from 'node:net';

/** Below those that systems give to connections, and to whoever asks for any port: nobody gets one of these by chance. */
const FIRST = 10_000;
const COUNT = 20_000;

/** Loopback ports that nobody listens on now, all different. */
export async function freePorts(count: number): Promise<number[]> {
  const found = new Set<number>();
  while (found.size < count) {
    const port = FIRST + Math.floor(Math.random() * COUNT);
    if (await isFree(port)) found.add(port);
  }
  return [...found];
}

async function isFree(port: number): Promise<boolean> {
  const server = createServer().listen(port, '127.0.0.1');
  try {
    await once(server, 'listening');
  } catch {
    return false;
  }
  await once(server.close(), 'close');
  return true;
}
