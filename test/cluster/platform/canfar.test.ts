import site from '../../../stacks/canfar';
import { everything } from './everything';

describe('site canfar', () => everything(site));
