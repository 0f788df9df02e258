/** Goes on with a value: at once where it is there, because each promise that is waited for costs a part of the speed. */
export function andThen<Value, Result>(
  value: Value | Promise<Value>,
  next: (value: Value) => Result | Promise<Result>,
): Result | Promise<Result> {
  return value instanceof Promise ? value.then(next) : next(value);
}

/** Likewise, with what `next` works with besides: a function that is made for each call costs more than what many of them do. */
export function andThenWith<Value, Other, Result>(
  value: Value | Promise<Value>,
  other: Other,
  next: (other: Other, value: Value) => Result | Promise<Result>,
): Result | Promise<Result> {
  return value instanceof Promise ? later(value, other, next) : next(other, value);
}

function later<Value, Other, Result>(
  value: Promise<Value>,
  other: Other,
  next: (other: Other, value: Value) => Result | Promise<Result>,
): Promise<Result> {
  return value.then((result) => next(other, result));
}
