"""placeholder: written by the bulk engineer"""
