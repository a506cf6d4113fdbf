# Everything is done by scripts/dev.py, which also runs where there is no make.
PYTHON ?= python3
VERBS := setup demo test lab notebooks lint bench docs lock
.PHONY: $(VERBS)
$(VERBS):
	@$(PYTHON) scripts/dev.py $@
