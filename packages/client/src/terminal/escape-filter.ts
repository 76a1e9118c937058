/** Takes out of a stream of keys what a terminal sends for arrows and the like (ECMA-48 CSI and SS3), key by key. */
export class EscapeFilter {
  #state: 'text' | 'escape' | 'csi' | 'params' | 'single' = 'text';

  /** Whether a key is one by itself, and no part of a sequence. A control character ends any sequence. */
  isKey(key: string): boolean {
    if (key < ' ') {
      this.#state = key === '\x1b' ? 'escape' : 'text';
      return key !== '\x1b';
    }
    switch (this.#state) {
      case 'text':
        return true;
      case 'escape':
        this.#state = key === '[' ? 'csi' : key === 'O' ? 'single' : 'text';
        return this.#state === 'text';
      case 'csi':
      case 'params':
        // The console of Linux writes F1 as CSI [ A.
        if (key === '[' && this.#state === 'csi') this.#state = 'single';
        else this.#state = /[@-~]/.test(key) ? 'text' : 'params';
        return false;
      case 'single':
        this.#state = 'text';
        return false;
    }
  }
}
