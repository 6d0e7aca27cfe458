// The least that React's useSyncExternalStore needs: one immutable value and who listens to it.

export class Store {
  constructor(value) {
    this.value = value;
    this.listeners = new Set();
  }

  read = () => this.value;

  subscribe = (listener) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  set(change) {
    this.value = { ...this.value, ...change };
    for (const listener of this.listeners) listener();
  }
}
