import assert from 'node:assert/strict';
import { PassThrough } from 'node:stream';
import { ask } from '../../../src/cli/ask';

describe('a question at the terminal', () => {
  const asked = (act: (input: PassThrough, stop: AbortController) => void): Promise<string> => {
    const input = new PassThrough();
    const stop = new AbortController();
    const answer = ask('Its name: ', { input, output: new PassThrough(), signal: stop.signal });
    act(input, stop);
    return answer;
  };

  it('is answered by a line', async () => assert.equal(await asked((input) => void input.write('staging\nmore\n')), 'staging'));
  it('has no answer where the terminal is closed', async () => assert.equal(await asked((input) => void input.end()), ''));
  it('has no answer where the user interrupts', async () => assert.equal(await asked((_, stop) => stop.abort()), ''));
});
