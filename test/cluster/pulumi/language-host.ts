import type { ChildProcess } from 'node:child_process';
import type * as grpc from '@grpc/grpc-js';
import { LanguageRuntimeService } from '@pulumi/pulumi/proto/language_grpc_pb';
import * as messages from '@pulumi/pulumi/proto/language_pb';
import { PluginInfo } from '@pulumi/pulumi/proto/plugin_pb';
import { plain, type Serving, serve, unary } from '../../pulumi/grpc';
import { ended, startProgram } from '../../pulumi/start-program';

/**
 * A test double of Pulumi's Node.js language host: it runs the program that the engine names, with the options that the
 * engine read from `Pulumi.yaml`. It does not prove the installation of dependencies or the search for plugins.
 */
export class LanguageHost {
  private engine = '';
  private program: ChildProcess | undefined;

  /** @param env environment of the engine, which the program inherits */
  constructor(private readonly env: () => Readonly<Record<string, string>>) {}

  serve(): Promise<Serving> {
    const handlers: grpc.UntypedServiceImplementation = {
      handshake: unary((asked: messages.LanguageHandshakeRequest) => {
        this.engine = asked.getEngineAddress();
        return new messages.LanguageHandshakeResponse();
      }),
      getPluginInfo: unary(() => new PluginInfo().setVersion('1.0.0')),
      getRequiredPackages: unary(() => new messages.GetRequiredPackagesResponse()),
      getRequiredPlugins: unary(() => new messages.GetRequiredPluginsResponse()),
      run: unary((asked: messages.RunRequest) => this.run(asked)),
    };
    return serve([LanguageRuntimeService as unknown as grpc.ServiceDefinition, handlers]);
  }

  /** Ends the program at once, as it ends when its host does. */
  kill(): void {
    this.program?.kill('SIGKILL');
  }

  private async run(asked: messages.RunRequest): Promise<messages.RunResponse> {
    const info = asked.getInfo();
    if (!info) throw new Error('the engine names no program');
    this.program = startProgram({
      options: plain(info.getOptions()),
      rootDirectory: info.getRootDirectory(),
      programDirectory: info.getProgramDirectory(),
      entryPoint: info.getEntryPoint(),
      organization: asked.getOrganization(),
      project: asked.getProject(),
      stack: asked.getStack(),
      monitor: asked.getMonitorAddress(),
      engine: this.engine,
      dryRun: asked.getDryrun(),
      parallel: asked.getParallel(),
      config: Object.fromEntries(asked.getConfigMap().entries() as Iterable<[string, string]>),
      secretKeys: asked.getConfigsecretkeysList(),
      env: this.env(),
    });
    const { code, output } = await ended(this.program);
    const response = new messages.RunResponse();
    // 32: the program has told the engine already what is wrong.
    if (code === 32) return response.setBail(true);
    return code === 0 ? response : response.setError(`the program ended with ${code}:\n${output}`);
  }
}
