import type { Site } from '../config/site';
import type { Problem } from '../errors';

/** What a site says of SFTP that cannot be. */
export function* sftpProblems({ ingress: { entryPoints }, services: { sftp } }: Site): Generator<Problem> {
  if (sftp.kind === 'none') return;
  for (const kind of ['http', 'https'] as const)
    if (entryPoints[kind] === sftp.entryPoint)
      yield {
        path: 'services.sftp.entryPoint',
        fact: `"${sftp.entryPoint}" is also ingress.entryPoints.${kind}, and SFTP takes every connection of its own`,
        act: 'Give it an entry point of its own',
      };
  if ([80, 443].includes(sftp.port))
    yield {
      path: 'services.sftp.port',
      fact: `${sftp.port} is the port of web pages`,
      act: 'Choose another, such as 2222',
    };
}
