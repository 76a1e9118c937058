import { describe, expect, it } from '@jest/globals';
import { cases } from '../../src/chat/cases.ts';
import { goals } from '../../src/chat/goals.ts';

describe('goals', () => {
  it('refer to cases that are measured in every round, with the peer they name', () => {
    for (const goal of goals) {
      const measured = cases.find(({ name }) => name === goal.case);
      expect(measured).toBeDefined();
      expect(measured?.once).toBeUndefined();
      expect(measured?.without).not.toContain(goal.versus);
    }
  });
});
