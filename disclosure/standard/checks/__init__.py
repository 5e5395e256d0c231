"""The checks behind the findings, one subject a module. Used through `validation` only."""
