import { Construct } from 'constructs';
import { asset } from './assets';
import { ConfigFiles } from './config-files';

const LAUNCH_SCRIPTS = [
  'start-jupyterlab.sh',
  'start-desktop.sh',
  'build-menu.sh',
  'start-desktop-software.sh',
  'start-desktop-software-xterm.sh',
  'sleep-forever.sh',
];

const DESKTOP_FILES = [
  'app.desktop',
  'folder.directory',
  'launch-app.sh',
  'project.menu',
  'refresh.desktop',
  'software.menu',
];

/** Files that sessions mount from ConfigMaps in their own namespace. */
export class SessionFiles extends Construct {
  /** Scripts at `/skaha-system`. */
  readonly launchScripts: ConfigFiles;
  /** Script of the init container that writes users and groups. */
  readonly usersGroups: ConfigFiles;
  /** Desktop start-up at `/desktopstartup`. */
  readonly desktop: ConfigFiles;

  constructor(scope: Construct, id: string, namespace: string) {
    super(scope, id);
    this.launchScripts = new ConfigFiles(this, 'launch-scripts', {
      namespace,
      name: 'launch-scripts',
      files: Object.fromEntries(LAUNCH_SCRIPTS.map((name) => [name, asset(`scripts/${name}`)])),
    });
    this.usersGroups = new ConfigFiles(this, 'users-groups', {
      namespace,
      name: 'init-users-groups',
      files: { 'init-users-groups.sh': asset('scripts/init-users-groups.sh') },
    });
    this.desktop = new ConfigFiles(this, 'desktop', {
      namespace,
      name: 'desktop-startup',
      files: Object.fromEntries(DESKTOP_FILES.map((name) => [name, asset(`desktop/${name}`)])),
    });
  }
}
