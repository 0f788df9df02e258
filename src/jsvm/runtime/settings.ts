/** `$app.settings()`: plain properties, which `$app.save` stores. */
export class Settings {
  [name: string]: unknown;

  constructor(data: object) {
    Object.assign(this, data);
  }
}
