"""回访: some of those who were served are asked afterwards, by somebody who had no part in it. Whom it falls upon is drawn by a lot that anybody
can draw again; a call stays on the list until it is done and is answered once. What a denial means is said by whoever declares it."""
