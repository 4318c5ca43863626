"""活动: what the bureau holds and whom it visits: lectures, trainings, group sessions; rounds to people of special concern. Who, where, when, with whom,
proved by what, and who is still due. A programme declares an `ActivityKind` or a `VisitKind`; the room knows no programme."""
