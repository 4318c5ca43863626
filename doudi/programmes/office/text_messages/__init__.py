"""短信: what is sent to applicants' telephones, and what did not go."""
