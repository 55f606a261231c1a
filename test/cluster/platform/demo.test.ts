import site from '../../../stacks/demo';
import { everything } from './everything';

describe('site demo', () => everything(site));
