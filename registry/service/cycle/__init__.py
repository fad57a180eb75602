"""The quarter's cycle with the cities: workbooks out, filled ones back, questions returned, scores."""
