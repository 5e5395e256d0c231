"""placeholder: written by the infrastructure engineer"""
