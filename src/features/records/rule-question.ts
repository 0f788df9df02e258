import { Type } from "@sinclair/typebox";

const Texts = Type.Record(Type.String(), Type.String());
const Rule = Type.Optional(Type.Union([Type.String({ maxLength: 50_000 }), Type.Null()]));

/** Who would do what, as the tester of rules takes it. */
export const RuleQuestion = Type.Object({
  record: Type.Optional(Type.String({ description: "The id of the record that is asked about" })),
  auth: Type.Optional(
    Type.Union([Type.Object({ collection: Type.String(), record: Type.String() }), Type.Null()], {
      description: "The account that asks; a guest without it",
    }),
  ),
  query: Type.Optional(Texts),
  headers: Type.Optional(Texts),
  body: Type.Optional(Type.Record(Type.String(), Type.Unknown())),
  rules: Type.Optional(
    Type.Object(
      {
        listRule: Rule,
        viewRule: Rule,
        createRule: Rule,
        updateRule: Rule,
        deleteRule: Rule,
        manageRule: Rule,
        authRule: Rule,
      },
      { description: "Rules to ask in the place of those of the collection" },
    ),
  ),
});
