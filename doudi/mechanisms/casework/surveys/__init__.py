"""入户调查 on the phone, with or without a signal: the form is taken along, filled in at the household's home, signed on the glass by both
surveyors and a member of the family, and sent once. A programme declares its `SurveyForm`; the case moves by the action of its own flow."""
